import { DpfCapabilities } from '../capabilities/DpfCapabilities';
import { DpuCluster, groupOf } from '../cluster/DpuCluster';
import { keyOf } from '../findings/clusterState';
import { count, someOf } from '../findings/phrases';
import { LabelSelector, selects, selectsAll } from './LabelSelector';

/** The clusters that DPF may assign DPUs to, and how full they are. @public */
export interface Allocation {
  capabilities: DpfCapabilities | undefined;
  clusters: readonly DpuCluster[];
  /** How many DPUs of the cluster count against its ceiling. */
  assignedTo(cluster: DpuCluster): number;
}

/** DPF's own default, where neither the cluster nor the definition has a number. */
const DEFAULT_CEILING = 1000;

function apiOf(group: string, capabilities: DpfCapabilities | undefined) {
  return capabilities?.apis.find(api => api.group === group);
}

/** DPF up to v24.10 tries only the first cluster by name. Its API requests a version and does not count nodes. */
export function triesFirstOnly(
  group: string,
  capabilities: DpfCapabilities | undefined,
): boolean {
  const api = apiOf(group, capabilities);
  return Boolean(api?.specVersion && !api.nodesCount);
}

function byName(one: DpuCluster, other: DpuCluster): number {
  const key = ({ metadata }: DpuCluster) =>
    `${metadata.name}/${metadata.namespace}`;
  return key(one) < key(other) ? -1 : 1;
}

/** The clusters that DPF considers for a DPU with this selector, Ready or not, by name. */
export function candidatesFor(
  selector: LabelSelector | undefined,
  group: string,
  { clusters, capabilities }: Pick<Allocation, 'clusters' | 'capabilities'>,
): DpuCluster[] {
  const all = clusters
    .filter(
      cluster =>
        groupOf(cluster) === group &&
        !cluster.metadata.deletionTimestamp &&
        (selectsAll(selector) || selects(selector, cluster.metadata.labels)),
    )
    .sort(byName);
  return triesFirstOnly(group, capabilities) ? all.slice(0, 1) : all;
}

/** Some of the next DPUs, in the order in which DPF assigns them. @public */
export interface AllocationStep {
  /** How many DPUs. */
  count: number;
  /**
   * The cluster that gets them, as `namespace/name`. Several are equally full: DPF picks one of them at random, and fills
   * it first.
   */
  clusters: string[];
}

/** Where DPF assigns the next DPUs of one selector. @public */
export interface NextDpus {
  steps: AllocationStep[];
  /** How many of them get no cluster. */
  unplaced: number;
  /** All of this for a person. */
  sentence: string;
}

interface Room {
  cluster: DpuCluster;
  assigned: number;
  ceiling: number;
}

function share({ assigned, ceiling }: Room): number {
  return assigned / ceiling;
}

function describeStep({ count: number, clusters }: AllocationStep): string {
  return clusters.length === 1
    ? `${number} to ${clusters[0]}`
    : `${number} to ${someOf(
        clusters,
        5,
      )}, which are equally full: DPF picks one at random and fills it first`;
}

function describeUnplaced(
  unplaced: number,
  placed: number,
  candidates: readonly DpuCluster[],
): string {
  const which = placed === 0 ? count(unplaced, 'DPU') : `the other ${unplaced}`;
  if (!candidates.length) {
    return `${which}: none, because no DPU cluster has the labels that are selected`;
  }
  const ready = candidates.filter(({ status }) => status?.phase === 'Ready');
  return ready.length
    ? `${which}: none, because ${someOf(ready.map(keyOf))} ${
        ready.length === 1 ? 'is' : 'are'
      } full`
    : `${which}: none, because ${someOf(candidates.map(keyOf))} ${
        candidates.length === 1 ? 'is' : 'are'
      } not Ready`;
}

/**
 * Where the next DPUs with this selector go, by DPF's published rule: of the clusters that match, are Ready, are not being
 * deleted and have room, the one with the highest share of its ceiling in use; ties are decided at random. DPF up to v24.10
 * tries only the first cluster by name.
 *
 * @public
 */
export function nextDpus(
  next: number,
  selector: LabelSelector | undefined,
  group: string,
  allocation: Allocation,
): NextDpus {
  const { capabilities, assignedTo } = allocation;
  const candidates = candidatesFor(selector, group, allocation);
  const usual = apiOf(group, capabilities)?.maxNodesDefault ?? DEFAULT_CEILING;
  let rooms: Room[] = candidates
    .filter(({ status }) => status?.phase === 'Ready')
    .map(cluster => ({
      cluster,
      assigned: assignedTo(cluster),
      ceiling: cluster.spec.maxNodes ?? usual,
    }))
    .filter(({ assigned, ceiling }) => assigned < ceiling);
  const steps: AllocationStep[] = [];
  let left = next;
  while (left > 0 && rooms.length) {
    const most = Math.max(...rooms.map(share));
    // Each DPU makes the picked cluster fuller than the others, so it is filled first. Then comes another one of those that
    // were equally full, and only then one that was less full.
    const fullest = rooms.filter(room => share(room) === most);
    const places = fullest.reduce(
      (sum, { assigned, ceiling }) => sum + ceiling - assigned,
      0,
    );
    const taken = Math.min(left, places);
    steps.push({
      count: taken,
      clusters: fullest.map(({ cluster }) => keyOf(cluster)),
    });
    rooms = rooms.filter(room => !fullest.includes(room));
    left -= taken;
  }
  const parts = [
    ...steps.map(describeStep),
    ...(left > 0 ? [describeUnplaced(left, next - left, candidates)] : []),
  ];
  return { steps, unplaced: left, sentence: `${parts.join('; ')}.` };
}
