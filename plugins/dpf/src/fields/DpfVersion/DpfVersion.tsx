import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { ManagementCluster, offeredVersions } from '@dpf-portal/dpf-model';
import { useEffect } from 'react';
import { ChoiceField } from '../ChoiceField';
import { FieldMessage } from '../FieldMessage';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { useOnlyChoice } from '../managementClusters/useOnlyChoice';

interface DpfVersionOptions {
  managementClusterField?: string;
}

/** The versions that can be requested. None if the served API has no field for the version. */
function versionsOf({ capabilities, policy }: ManagementCluster): string[] {
  // The released API group comes first and is the default for requests.
  return capabilities?.apis[0]?.specVersion
    ? offeredVersions(policy) ?? [policy.version]
    : [];
}

/** Select for the Kubernetes version. Hidden if there is no choice. */
export function DpfVersion(
  props: FieldExtensionComponentProps<string, DpfVersionOptions>,
) {
  const { formData, onChange, idSchema, rawErrors, required, schema } = props;
  const { items } = useManagementClusters();
  const managementCluster = chosenManagementCluster({
    items,
    formData: props.formContext?.formData,
    uiOptions: props.uiSchema?.['ui:options'],
  });
  const versions = managementCluster && versionsOf(managementCluster);
  useOnlyChoice({ choices: versions, value: formData, onChange });
  const preset =
    versions && versions.length > 1 && !formData ? versions[0] : undefined;
  useEffect(() => {
    if (preset) {
      onChange(preset);
    }
  }, [preset, onChange]);
  if (!versions || versions.length < 2) {
    const given =
      versions?.length === 0 &&
      managementCluster?.newControlPlanes?.kubernetesVersion;
    return given ? (
      <FieldMessage>{`Kubernetes ${given}, the version of all new clusters on this management cluster.`}</FieldMessage>
    ) : null;
  }
  return (
    <ChoiceField
      id={idSchema.$id}
      label={schema.title ?? 'Kubernetes version'}
      help={schema.description ?? 'Kubernetes version of the control plane.'}
      required={required}
      error={Boolean(rawErrors?.length)}
      value={formData}
      onChange={onChange}
      choices={versions.map(version => ({ value: version, label: version }))}
    />
  );
}
