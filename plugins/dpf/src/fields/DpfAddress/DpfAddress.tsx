import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import TextField from '@material-ui/core/TextField';
import {
  chosenManagementCluster,
  formTextOf,
} from '../managementClusters/chosenManagementCluster';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { AddressPart, partOf, partOutside, partProblem } from './addressParts';

interface DpfAddressOptions {
  managementClusterField?: string;
  part?: AddressPart;
}

/** Input for a VIP, virtual router ID or interface. Reports invalid values and values outside the network. */
export function DpfAddress(
  props: FieldExtensionComponentProps<string | number, DpfAddressOptions>,
) {
  const { formData: value, onChange, idSchema, required, schema } = props;
  const { items } = useManagementClusters();
  const uiOptions = props.uiSchema?.['ui:options'];
  const formData = props.formContext?.formData;
  const part = partOf(uiOptions);
  const isNumber = part === 'virtualRouterID';
  const place = {
    managementCluster: chosenManagementCluster({ items, formData, uiOptions }),
    network: formTextOf(formData, 'network'),
  };
  const problem =
    value === undefined ? undefined : partProblem(part, value, place);
  const note =
    value === undefined || problem
      ? undefined
      : partOutside(part, value, place);
  // The form displays its own validation errors below the field.
  const hasFormError = Boolean(props.rawErrors?.length);
  return (
    <TextField
      id={idSchema.$id}
      fullWidth
      margin="normal"
      label={schema.title ?? 'VIP'}
      required={required}
      type={isNumber ? 'number' : 'text'}
      value={value ?? ''}
      error={hasFormError || Boolean(problem)}
      helperText={
        (hasFormError ? undefined : problem ?? note) ?? schema.description
      }
      onChange={({ target }) => {
        const given = isNumber ? Number(target.value) : target.value;
        onChange(target.value === '' ? undefined : given);
      }}
      autoComplete="off"
      inputProps={{ spellCheck: false, autoCapitalize: 'none' }}
      FormHelperTextProps={{ role: 'status' }}
    />
  );
}
