import { DpuCluster, groupOf } from '../cluster/DpuCluster';
import { DpuCounts, countDpus } from '../cluster/countDpus';
import { World } from './World';

/** The API of the group of a cluster or DPU has `status.operationalConditions` of a DPU. */
export function hasOperationalConditions(
  object: { apiVersion?: string },
  { capabilities }: Pick<World, 'capabilities'>,
): boolean {
  const group = groupOf(object);
  return (capabilities.operationalGroups ?? []).some(name => name === group);
}

/**
 * How many DPUs a cluster has, from what is watched and observed of its management cluster.
 *
 * @public
 */
export function dpuCountsOf(
  cluster: DpuCluster,
  world: Pick<World, 'capabilities' | 'dpusOf' | 'readyNodes'>,
): DpuCounts {
  return countDpus({
    dpus: world.dpusOf(cluster),
    nodesCount: cluster.status?.nodesCount,
    readyNodes: world.readyNodes(cluster),
    hasOperationalConditions: hasOperationalConditions(cluster, world),
  });
}
