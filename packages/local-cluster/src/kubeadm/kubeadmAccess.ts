import { KubeObject, ResourceType } from '@dpf-portal/kube-controller';

const API_GROUP = 'rbac.authorization.k8s.io';
/** Holders of a bootstrap token for nodes. */
export const BOOTSTRAPPERS = 'system:bootstrappers:kubeadm:default-node-token';
const CSRS = 'system:certificates.k8s.io:certificatesigningrequests';
const CLUSTER_INFO_ROLE = 'kubeadm:bootstrap-signer-clusterinfo';

type RbacObject = KubeObject & { [field: string]: unknown };

const rbac = (plural: string, kind: string, namespaced: boolean) => ({
  group: API_GROUP,
  version: 'v1',
  plural,
  kind,
  namespaced,
});

/** The RBAC objects that kubeadm creates. */
export function kubeadmAccess(): Array<{
  resource: ResourceType;
  object: RbacObject;
}> {
  return [
    groupBinding(
      'kubeadm:cluster-admins',
      'kubeadm:cluster-admins',
      'cluster-admin',
    ),
    groupBinding(
      'kubeadm:kubelet-bootstrap',
      BOOTSTRAPPERS,
      'system:node-bootstrapper',
    ),
    groupBinding(
      'kubeadm:node-autoapprove-bootstrap',
      BOOTSTRAPPERS,
      `${CSRS}:nodeclient`,
    ),
    groupBinding(
      'kubeadm:node-autoapprove-certificate-rotation',
      'system:nodes',
      `${CSRS}:selfnodeclient`,
    ),
    {
      resource: rbac('roles', 'Role', true),
      object: {
        metadata: { name: CLUSTER_INFO_ROLE, namespace: 'kube-public' },
        rules: [
          {
            apiGroups: [''],
            resources: ['configmaps'],
            resourceNames: ['cluster-info'],
            verbs: ['get'],
          },
        ],
      },
    },
    {
      resource: rbac('rolebindings', 'RoleBinding', true),
      object: {
        metadata: { name: CLUSTER_INFO_ROLE, namespace: 'kube-public' },
        roleRef: { apiGroup: API_GROUP, kind: 'Role', name: CLUSTER_INFO_ROLE },
        // A joining node has no credentials yet.
        subjects: [
          { apiGroup: API_GROUP, kind: 'User', name: 'system:anonymous' },
        ],
      },
    },
  ];
}

function groupBinding(name: string, group: string, role: string) {
  return {
    resource: rbac('clusterrolebindings', 'ClusterRoleBinding', false),
    object: {
      metadata: { name },
      roleRef: { apiGroup: API_GROUP, kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: API_GROUP, kind: 'Group', name: group }],
    },
  };
}
