import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import TextField from '@material-ui/core/TextField';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { useNameCheck } from './useNameCheck';

interface DpfClusterNameOptions {
  managementClusterField?: string;
}

/** The name of a cluster; says at once when it cannot be or is taken. */
export function DpfClusterName(
  props: FieldExtensionComponentProps<string, DpfClusterNameOptions>,
) {
  const { formData: name = '', onChange, idSchema, required, schema } = props;
  const { items } = useManagementClusters();
  const { problem, free } = useNameCheck(
    name,
    chosenManagementCluster({
      items,
      formData: props.formContext?.formData,
      uiOptions: props.uiSchema?.['ui:options'],
    }),
  );
  const advice =
    schema.description ??
    'As <team>-<purpose>, for example blue-training. It cannot be changed later.';
  // What the form has found is shown by the form itself, below the field.
  const isSaid = Boolean(props.rawErrors?.length);
  const own = isSaid ? undefined : problem;
  return (
    <TextField
      id={idSchema.$id}
      fullWidth
      margin="normal"
      label={schema.title ?? 'Name'}
      required={required}
      value={name}
      error={isSaid || Boolean(problem)}
      helperText={own ?? (free && !isSaid ? `${name} is free.` : advice)}
      onChange={event => onChange(event.target.value || undefined)}
      autoComplete="off"
      inputProps={{ spellCheck: false, autoCapitalize: 'none' }}
      FormHelperTextProps={{ role: 'status' }}
    />
  );
}
