import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { ManagementCluster } from '@dpf-portal/dpf-model';
import { useEffect } from 'react';
import { ChoiceField } from '../ChoiceField';
import { FieldMessage } from '../FieldMessage';
import { chosenManagementCluster } from '../managementClusters/chosenManagementCluster';
import { useManagementClusters } from '../managementClusters/useManagementClusters';
import { useOnlyChoice } from '../managementClusters/useOnlyChoice';

interface DpfVersionOptions {
  managementClusterField?: string;
}

/** The versions that can be asked for; none where the served API has no field for it. */
function versionsOf({ capabilities, policy }: ManagementCluster): string[] {
  // The released group comes first, and requests go there unless they say otherwise.
  return capabilities?.apis[0]?.specVersion
    ? [...new Set([policy.version, ...(policy.versions ?? [])])]
    : [];
}

/** Which Kubernetes version. Asks nothing where there is no choice. */
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
      <FieldMessage>{`Kubernetes ${given}, the version of all new clusters here.`}</FieldMessage>
    ) : null;
  }
  return (
    <ChoiceField
      id={idSchema.$id}
      label={schema.title ?? 'Kubernetes version'}
      help={schema.description ?? 'The version of the control plane.'}
      required={required}
      error={Boolean(rawErrors?.length)}
      value={formData}
      onChange={onChange}
      choices={versions.map(version => ({ value: version, label: version }))}
    />
  );
}
