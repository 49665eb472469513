import { CORE_RESOURCES, ResourceType } from '@dpf-portal/kube-controller';

function clusterWide(
  group: string,
  plural: string,
  kind: string,
  version = 'v1',
): ResourceType {
  return { group, version, plural, kind, namespaced: false };
}

const rbac = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';

const known: ResourceType[] = [
  ...Object.values(CORE_RESOURCES),
  {
    ...clusterWide('', 'resourcequotas', 'ResourceQuota'),
    namespaced: true,
  },
  clusterWide(
    'apiextensions.k8s.io',
    'customresourcedefinitions',
    'CustomResourceDefinition',
  ),
  clusterWide(rbac, 'clusterroles', 'ClusterRole'),
  clusterWide(rbac, 'clusterrolebindings', 'ClusterRoleBinding'),
  { ...clusterWide(rbac, 'roles', 'Role'), namespaced: true },
  { ...clusterWide(rbac, 'rolebindings', 'RoleBinding'), namespaced: true },
  clusterWide(
    admission,
    'validatingadmissionpolicies',
    'ValidatingAdmissionPolicy',
  ),
  clusterWide(
    admission,
    'validatingadmissionpolicybindings',
    'ValidatingAdmissionPolicyBinding',
  ),
  clusterWide(
    admission,
    'mutatingwebhookconfigurations',
    'MutatingWebhookConfiguration',
  ),
  clusterWide(
    admission,
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
  ),
  clusterWide('kamaji.clastix.io', 'datastores', 'DataStore', 'v1alpha1'),
];

/** Returns the resource of a kind. @throws Error for a kind that is not used in `deploy`. */
export function manifestResource(kind: string | undefined): ResourceType {
  const resource = known.find(candidate => candidate.kind === kind);
  if (!resource) {
    throw new Error(`No manifest of kind ${kind} is expected here`);
  }
  return resource;
}
