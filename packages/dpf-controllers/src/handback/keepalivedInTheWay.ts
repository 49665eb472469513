import {
  DPU_CLUSTER_GROUPS,
  DaemonSet,
  DpuCluster,
  FIELD_MANAGERS,
  groupOf,
  hasSelectorOfDpf,
  keepalivedName,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Discovery,
  KubeClient,
  KubeObject,
  isOwnedBy,
} from '@dpf-portal/kube-controller';
import {
  VENDOR_ROLES,
  VendorRole,
  discoverCapabilities,
} from '@dpf-portal/dpf-world';
import { listed } from './listed';

/** What DPF's own manager does with a keepalived that it did not make. */
export type KeepalivedOfDpf =
  /** Up to 25.10: it leaves it as it is. */
  | 'kept'
  /** From 26.4 on: it applies its own at every pass. */
  | 'applied'
  /** It is not known which DPF takes over. */
  | 'unknown';

type Managed = KubeObject['metadata'] & {
  managedFields?: Array<{ manager?: string }>;
};

const [LEASE_TO_25_10, LEASE_FROM_26_4] = VENDOR_ROLES.kamaji.leases;

/** By the Lease that DPF's own manager holds, never by a version number. */
export function keepalivedOfDpf(roles: readonly VendorRole[]): KeepalivedOfDpf {
  const holders = roles.find(({ role }) => role === 'kamaji')?.holders;
  if (!holders || holders === 'unknown') {
    return 'unknown';
  }
  const held = holders.filter(({ isOurs }) => !isOurs).map(one => one.lease);
  if (held.includes(LEASE_FROM_26_4)) {
    return 'applied';
  }
  return held.includes(LEASE_TO_25_10) ? 'kept' : 'unknown';
}

function isRecordedHere({ metadata }: DaemonSet): boolean {
  const { managedFields = [] }: Managed = metadata;
  return managedFields.some(({ manager }) => manager === FIELD_MANAGERS.kamaji);
}

/** Why the server rejects what DPF's manager applies to this DaemonSet; `undefined` if it takes it over. */
function obstacleOf(
  cluster: DpuCluster,
  daemonSet: DaemonSet,
): string | undefined {
  if (!daemonSet.spec?.selector) {
    return undefined;
  }
  if (!hasSelectorOfDpf(cluster, daemonSet)) {
    return 'its selector is not the one of DPF and cannot be changed';
  }
  return isRecordedHere(daemonSet)
    ? 'its fields are still recorded as those of this project; that changes five minutes after its cluster has become Ready'
    : undefined;
}

function introduction(dpf: KeepalivedOfDpf, count: number): string {
  const what = count === 1 ? '1 DaemonSet' : `${count} DaemonSets`;
  const cannot = `DPF from 26.4 on cannot take over ${what} of keepalived: it applies its own at every pass, and the server rejects that until the old one is deleted.`;
  switch (dpf) {
    case 'applied':
      return `${cannot} Run the commands below when DPF's manager leads.`;
    case 'kept':
      return `${cannot} The DPF that leads now is older and leaves them as they are: run the commands below when you upgrade it.`;
    default:
      return `${cannot} DPF up to 25.10 leaves them as they are. With DPF from 26.4 on, run the commands below when its manager leads.`;
  }
}

/** DPF's manager has no event of the deletion, so the command changes the cluster too. */
function commandFor(cluster: DpuCluster, daemonSet: DaemonSet): string {
  const { namespace, name } = cluster.metadata;
  return `kubectl -n ${namespace} delete daemonset ${
    daemonSet.metadata.name
  } && kubectl -n ${namespace} annotate dpuclusters.${groupOf(
    cluster,
  )} ${name} handed-back="$(date -u +%s)" --overwrite`;
}

const COST = [
  'What it costs: from the deletion until the pods of DPF’s keepalived run, no host has the VIP. The API server of that DPU cluster does not answer at it, and no DPU can join. Joined DPUs and their pods keep running.',
  'The annotation makes DPF’s manager process the cluster at once; it does not see the deletion. Do not add --cascade=orphan: the old pods would stay and compete for the VIP. Take one cluster after the other.',
];

/**
 * The DaemonSets that must be deleted before DPF's own manager can maintain keepalived, with the command for each and what
 * it costs. Empty where it takes over all of them.
 */
export function keepalivedInTheWay(
  clusters: readonly DpuCluster[],
  daemonSets: readonly DaemonSet[],
  dpf: KeepalivedOfDpf,
): string[] {
  const byKey = new Map(
    daemonSets.map(one => [
      `${one.metadata.namespace}/${one.metadata.name}`,
      one,
    ]),
  );
  const inTheWay = clusters.flatMap(cluster => {
    const { namespace = '', name, uid = '' } = cluster.metadata;
    const daemonSet = byKey.get(`${namespace}/${keepalivedName(name)}`);
    const isTakenOver = groupOf(cluster) === DPU_CLUSTER_GROUPS.released;
    const obstacle =
      daemonSet && isTakenOver && isOwnedBy(daemonSet, uid)
        ? obstacleOf(cluster, daemonSet)
        : undefined;
    return daemonSet && obstacle
      ? [
          `${namespace}/${
            daemonSet.metadata.name
          }: ${obstacle}. Run: ${commandFor(cluster, daemonSet)}`,
        ]
      : [];
  });
  return inTheWay.length
    ? [introduction(dpf, inTheWay.length), ...inTheWay, ...COST]
    : [];
}

/** The same of a management cluster. What may not be listed is named by `whatIsLeft`. */
export async function readKeepalivedInTheWay(
  client: KubeClient,
  roles: readonly VendorRole[],
): Promise<string[]> {
  const apis = await discoverCapabilities(new Discovery({ client }));
  const clusters = await Promise.all(
    apis.clusters.map(resource => listed<DpuCluster>(client, resource)),
  );
  const daemonSets = await listed<DaemonSet>(client, CORE_RESOURCES.daemonSets);
  return keepalivedInTheWay(
    clusters.flatMap(list => list ?? []),
    daemonSets ?? [],
    keepalivedOfDpf(roles),
  );
}
