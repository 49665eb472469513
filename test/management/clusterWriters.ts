import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { KubeObject, ResourceType } from '@dpf-portal/kube-controller';
import { Lab } from './Lab';
import { PlainClient } from './PlainClient';

const RBAC = 'rbac.authorization.k8s.io';
const NAME = 'cluster-writer';

const clusterWide = (plural: string, kind: string): ResourceType => ({
  group: RBAC,
  version: 'v1',
  plural,
  kind,
  namespaced: false,
});

/** What DPF's managers and an administrator of clusters may do with DPUClusters. */
const RULES = [
  {
    apiGroups: Object.values(DPU_CLUSTER_GROUPS),
    resources: ['dpuclusters', 'dpuclusters/status', 'dpuclusters/finalizers'],
    verbs: [
      'create',
      'delete',
      'deletecollection',
      'get',
      'list',
      'patch',
      'update',
      'watch',
    ],
  },
];

/** Grants these users every write of DPUClusters, and connects as each of them. */
export async function clusterWriters<Writer extends string>(
  lab: Lab,
  users: Readonly<Record<Writer, string>>,
): Promise<Record<Writer, PlainClient>> {
  const subjects = Object.values<string>(users).map(name => ({
    apiGroup: RBAC,
    kind: 'User',
    name,
  }));
  const role: KubeObject & { rules: unknown } = {
    metadata: { name: NAME },
    rules: RULES,
  };
  const binding: KubeObject & { roleRef: unknown; subjects: unknown } = {
    metadata: { name: NAME },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: NAME },
    subjects,
  };
  await lab.api.client.create(clusterWide('clusterroles', 'ClusterRole'), role);
  await lab.api.client.create(
    clusterWide('clusterrolebindings', 'ClusterRoleBinding'),
    binding,
  );
  const connect = async ([writer, name]: [string, string]) => [
    writer,
    await PlainClient.fromKubeconfig(await lab.cluster.addUser({ name })),
  ];
  return Object.fromEntries(
    await Promise.all(Object.entries<string>(users).map(connect)),
  );
}
