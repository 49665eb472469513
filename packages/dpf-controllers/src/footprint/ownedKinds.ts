import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { KAMAJI_GROUP } from '@dpf-portal/dpf-world';

/** A kind whose objects this project writes, or that `deploy/` has. */
export interface OwnedKind {
  group: string;
  plural: string;
  /** A name of ours counts: the object was applied from `deploy/`, or this project wrote it. */
  named?: 'applied' | 'written';
}

const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const MONITORING = 'monitoring.coreos.com';

const kind = (group: string, plural: string): OwnedKind => ({ group, plural });
const deployed = (group: string, ...plurals: string[]): OwnedKind[] =>
  plurals.map(plural => ({ group, plural, named: 'applied' }));

/** The admission policies, with their bindings first. */
export const POLICY_KINDS: readonly OwnedKind[] = deployed(
  ADMISSION,
  'validatingadmissionpolicybindings',
  'validatingadmissionpolicies',
);

/** All kinds of the management cluster that this project writes, or applies from `deploy/`. Events are read apart. */
export const OWNED_KINDS: readonly OwnedKind[] = [
  ...Object.values(DPU_CLUSTER_GROUPS).map(group => kind(group, 'dpuclusters')),
  kind(KAMAJI_GROUP, 'tenantcontrolplanes'),
  kind('', 'services'),
  kind('apps', 'daemonsets'),
  kind('', 'secrets'),
  { group: 'coordination.k8s.io', plural: 'leases', named: 'written' },
  ...deployed('', 'configmaps', 'namespaces', 'resourcequotas'),
  ...deployed('', 'serviceaccounts'),
  ...deployed('apps', 'deployments'),
  ...deployed('policy', 'poddisruptionbudgets'),
  ...deployed(RBAC, 'clusterrolebindings', 'clusterroles'),
  ...deployed(RBAC, 'rolebindings', 'roles'),
  ...POLICY_KINDS,
  ...deployed(MONITORING, 'prometheusrules', 'podmonitors', 'servicemonitors'),
];

/** What the portal makes for users in a DPU cluster. The namespace is read by name. */
export const TENANT_KINDS = {
  namespaces: {
    group: '',
    version: 'v1',
    plural: 'namespaces',
    kind: 'Namespace',
    namespaced: false,
  },
  /** In the portal's namespace. Secrets come first: each is a credential that ends. */
  namespaced: [
    {
      group: '',
      version: 'v1',
      plural: 'secrets',
      kind: 'Secret',
      namespaced: true,
    },
    {
      group: '',
      version: 'v1',
      plural: 'serviceaccounts',
      kind: 'ServiceAccount',
      namespaced: true,
    },
  ],
  clusterWide: [
    {
      group: RBAC,
      version: 'v1',
      plural: 'clusterrolebindings',
      kind: 'ClusterRoleBinding',
      namespaced: false,
    },
    {
      group: RBAC,
      version: 'v1',
      plural: 'clusterroles',
      kind: 'ClusterRole',
      namespaced: false,
    },
  ],
} as const;
