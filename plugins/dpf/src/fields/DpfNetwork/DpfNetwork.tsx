import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { sentence } from '@dpf-portal/dpf-model';
import { ChoiceField } from '../ChoiceField';
import { FieldMessage } from '../FieldMessage';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { useOnlyChoice } from '../managementClusters/useOnlyChoice';

interface DpfNetworkOptions {
  managementClusterField?: string;
}

/** Select for the network of the control plane. Hidden if there is only one. */
export function DpfNetwork(
  props: FieldExtensionComponentProps<string, DpfNetworkOptions>,
) {
  const { formData, onChange, idSchema, rawErrors, required, schema } = props;
  const { items, error } = useManagementClusters();
  const managementCluster = chosenManagementCluster({
    items,
    formData: props.formContext?.formData,
    uiOptions: props.uiSchema?.['ui:options'],
  });
  const networks = managementCluster?.networks;
  useOnlyChoice({
    choices: networks?.map(network => network.name),
    value: formData,
    onChange,
  });
  if (error) {
    return (
      <FieldMessage error>{`The networks could not be read: ${sentence(
        error.message,
      )}`}</FieldMessage>
    );
  }
  if (networks?.length === 0) {
    return (
      <FieldMessage>
        No network is configured. Set the address under Advanced, or ask the
        platform team to configure a network.
      </FieldMessage>
    );
  }
  if (!networks || networks.length === 1) {
    return null;
  }
  return (
    <ChoiceField
      id={idSchema.$id}
      label={schema.title ?? 'Network'}
      help={
        schema.description ??
        'Network of the API server. The DPUs must reach it. The control plane gets its next free address.'
      }
      required={required}
      error={Boolean(rawErrors?.length)}
      value={formData}
      onChange={onChange}
      choices={networks.map(({ name, title }) => ({
        value: name,
        label: title ?? name,
      }))}
    />
  );
}
