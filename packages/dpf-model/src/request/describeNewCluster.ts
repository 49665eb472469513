import { Dpu, DpuCluster } from '../cluster/DpuCluster';
import { assignedDpus } from '../cluster/countDpus';
import { selects, selectsAll } from '../dpuSelection/LabelSelector';
import { count } from '../findings/phrases';
import { DpuClusterRequest } from './DpuClusterRequest';

/** Who decides on the version of a new cluster. @public */
export type VersionSetBy =
  /** The request names it. */
  | 'request'
  /** The policy of the management cluster. */
  | 'policy'
  /** The portal's kamaji role; the API has no field for it. */
  | 'kamajiRole'
  /** A registered cluster has its own. */
  | 'cluster';

/** How many DPUs without a cluster DPF may assign to a new one; `unknown`: they may not be read. @public */
export type AssignableDpus = number | 'unknown';

/** What a request makes, with everything that policy, network and DPF fill in. @public */
export interface NewCluster {
  type: string;
  managementCluster: string;
  namespace: string;
  name: string;
  /** Entity ref. */
  owner: string;
  maxNodes: number;
  keepalived?: {
    vip: string;
    virtualRouterID: number;
    interface: string;
  };
  /** Name of the network that the address is from. */
  network?: string;
  /** Name of the Secret with the kubeconfig. */
  kubeconfigSecret?: string;
  /** Absent where nobody here knows it. */
  version?: { value: string; setBy: VersionSetBy };
  /** Day or RFC 3339 time of the reminder. */
  expires?: string;
  /** static: whether the portal may make credentials for users in it. */
  credentials?: DpuClusterRequest['credentials'];
  /** Absent where it does not matter, as for a cluster that exists. */
  assignableDpus?: AssignableDpus;
}

const SET_BY: Record<VersionSetBy, string> = {
  request: 'as requested',
  policy: 'set by the policy',
  kamajiRole: 'set by the kamaji role, as for all new clusters here',
  cluster: 'its own',
};

function versionOf({ type, version }: NewCluster): string | undefined {
  if (version) {
    return `Kubernetes ${version.value} (${SET_BY[version.setBy]})`;
  }
  return type === 'kamaji' ? 'the Kubernetes version that DPF sets' : undefined;
}

function addressOf({ keepalived, network }: NewCluster): string | undefined {
  if (!keepalived) {
    return undefined;
  }
  const { vip, virtualRouterID, interface: nic } = keepalived;
  const from = network ? ` (network ${network})` : '';
  return `VIP ${vip} with virtual router ID ${virtualRouterID} on ${nic}${from}`;
}

function dpusOf({ assignableDpus: dpus }: NewCluster): string {
  switch (dpus) {
    case undefined:
      return '';
    case 'unknown':
      return '; the portal may not read whether DPUs without a cluster wait for it';
    case 0:
      return '; no DPU without a cluster can be assigned to it';
    default:
      return `; ${count(dpus, 'unassigned DPU')} may be assigned to it`;
  }
}

/** Says in one sentence what a request makes. @public */
export function describeNewCluster(cluster: NewCluster): string {
  const { type, managementCluster, namespace, name, owner, maxNodes } = cluster;
  const { kubeconfigSecret, expires, credentials } = cluster;
  const verb = type === 'static' ? 'Registers' : 'Creates';
  const parts = [
    `owner ${owner}`,
    `up to ${count(maxNodes, 'DPU')}`,
    addressOf(cluster),
    versionOf(cluster),
    kubeconfigSecret && `kubeconfig in Secret ${kubeconfigSecret}`,
    credentials === 'allowed' && 'credentials for users allowed',
    expires ? `reminder on ${expires.slice(0, 10)}` : 'no reminder',
  ];
  return `${verb} DPU cluster ${namespace}/${name} on ${managementCluster}: ${parts
    .filter(Boolean)
    .join(', ')}${dpusOf(cluster)}.`;
}

/**
 * How many DPUs without a cluster DPF may assign to a cluster with these labels: those whose selector selects it, and those
 * without a selector. Where the API has no selector, a DPU may be assigned to any cluster.
 *
 * @public
 */
export function assignableDpus(
  { metadata }: Pick<DpuCluster, 'metadata'>,
  /** `undefined`: they may not be read. */
  unassigned: readonly Dpu[] | undefined,
): AssignableDpus {
  return unassigned
    ? assignedDpus(unassigned).filter(({ spec }) => {
        const { selector } = spec?.cluster ?? {};
        return selectsAll(selector) || selects(selector, metadata.labels);
      }).length
    : 'unknown';
}
