import { TENANT_ACCOUNTS_NAMESPACE, keyOf } from '@dpf-portal/dpf-model';
import { TenantScan } from '../footprint/scanTenants';
import {
  LeavePlan,
  deletion,
  joined,
  leftOver,
  nameOf,
  stay,
} from './LeavePlan';

/** For a person who can reach the DPU cluster. */
const BY_HAND = [
  `kubectl --kubeconfig ADMIN_KUBECONFIG delete clusterrolebindings,clusterroles -l app.kubernetes.io/managed-by=dpf-portal`,
  `kubectl --kubeconfig ADMIN_KUBECONFIG delete namespace ${TENANT_ACCOUNTS_NAMESPACE}`,
];

function planTenant({ cluster, objects, others }: TenantScan): LeavePlan {
  const isHome = ({ resource }: TenantScan['objects'][number]) =>
    resource.plural === 'namespaces';
  const kept = others.length ? objects.filter(isHome) : [];
  return {
    // Credentials are first, the namespace that held them is last.
    steps: objects
      .filter(
        owned => !kept.includes(owned) && !owned.metadata.deletionTimestamp,
      )
      .map(owned => deletion({ ...owned, cluster })),
    stays: stay(
      `Namespace ${TENANT_ACCOUNTS_NAMESPACE} in DPU cluster ${keyOf(cluster)}`,
      kept.map(({ metadata }) => nameOf(metadata)),
      `Somebody keeps something else there: ${others.slice(0, 5).join(', ')}.`,
    ),
  };
}

/** Everything that the portal made for users in DPU clusters goes: their kubeconfigs end. */
export function planTenants(tenants: readonly TenantScan[]): LeavePlan {
  return joined(
    ...tenants.map(planTenant),
    ...tenants.map(({ cluster, notChecked }) => ({
      steps: [],
      stays: notChecked
        ? leftOver(
            'Credentials of users in a DPU cluster',
            [keyOf(cluster)],
            `The DPU cluster was not checked: ${notChecked.reason}`,
            [...BY_HAND],
          )
        : [],
    })),
  );
}
