import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { requestNamespaces } from '@dpf-portal/dpf-model';
import { ChoiceField } from '../ChoiceField';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { useOnlyChoice } from '../managementClusters/useOnlyChoice';

interface DpfNamespaceOptions {
  managementClusterField?: string;
}

/** Select for the namespace. Hidden if the policy has only one. */
export function DpfNamespace(
  props: FieldExtensionComponentProps<string, DpfNamespaceOptions>,
) {
  const { formData, onChange, idSchema, rawErrors, required, schema } = props;
  const { items } = useManagementClusters();
  const managementCluster = chosenManagementCluster({
    items,
    formData: props.formContext?.formData,
    uiOptions: props.uiSchema?.['ui:options'],
  });
  const namespaces =
    managementCluster && requestNamespaces(managementCluster.policy);
  useOnlyChoice({ choices: namespaces, value: formData, onChange });
  if (!namespaces || namespaces.length === 1) {
    return null;
  }
  return (
    <ChoiceField
      id={idSchema.$id}
      label={schema.title ?? 'Namespace'}
      help={
        schema.description ??
        `Namespace of the DPUCluster on the management cluster. Empty: ${namespaces[0]}.`
      }
      required={required}
      error={Boolean(rawErrors?.length)}
      value={formData}
      onChange={onChange}
      choices={namespaces.map(name => ({ value: name, label: name }))}
    />
  );
}
