import { describeQuotaUse } from '@dpf-portal/dpf-model';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import TextField from '@material-ui/core/TextField';
import {
  chosenManagementCluster,
  formTextOf,
} from '../managementClusters/chosenManagementCluster';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { useNameCheck } from './useNameCheck';

interface DpfClusterNameOptions {
  managementClusterField?: string;
}

/** Input for the name of a cluster. Reports invalid and taken names immediately. */
export function DpfClusterName(
  props: FieldExtensionComponentProps<string, DpfClusterNameOptions>,
) {
  const { formData: name = '', onChange, idSchema, required, schema } = props;
  const { items } = useManagementClusters();
  const managementCluster = chosenManagementCluster({
    items,
    formData: props.formContext?.formData,
    uiOptions: props.uiSchema?.['ui:options'],
  });
  const { problem, free } = useNameCheck(
    name,
    managementCluster,
    formTextOf(props.formContext?.formData, 'namespace'),
  );
  const quotas = managementCluster?.quotas
    ?.map(use => `${use.owner} has ${describeQuotaUse(use)}.`)
    .join(' ');
  const advice =
    schema.description ??
    'Format: <team>-<purpose>, for example blue-training. It cannot be changed later.';
  // The form displays its own validation errors below the field.
  const hasFormError = Boolean(props.rawErrors?.length);
  const own = hasFormError ? undefined : problem;
  return (
    <TextField
      id={idSchema.$id}
      fullWidth
      margin="normal"
      label={schema.title ?? 'Name'}
      required={required}
      value={name}
      error={hasFormError || Boolean(problem)}
      helperText={
        own ??
        [free && !hasFormError ? `${name} is available.` : advice, quotas]
          .filter(Boolean)
          .join(' ')
      }
      onChange={event => onChange(event.target.value || undefined)}
      autoComplete="off"
      inputProps={{ spellCheck: false, autoCapitalize: 'none' }}
      FormHelperTextProps={{ role: 'status' }}
    />
  );
}
