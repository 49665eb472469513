import { groupOf } from '../../cluster/DpuCluster';
import { keyOf, runnerOf } from '../clusterState';
import { FindingRule } from '../Finding';

/**
 * DPF up to v24.10 assigns every DPU to the first cluster by name, and none when that is full. Its API requests a
 * version and does not count nodes. DPF v25 releases with the same API cannot be distinguished from it, so this is only
 * a hint.
 */
export const allocatorTakesFirst: FindingRule = (cluster, world) => {
  const api = world.capabilities.apis.find(
    ({ group }) => group === groupOf(cluster),
  );
  const first = world.firstByName(groupOf(cluster));
  if (
    !api?.specVersion ||
    api.nodesCount ||
    !first ||
    runnerOf('provisioning', world) !== 'vendor' ||
    !world.wasListed('dpus', cluster) ||
    world.dpusOf(cluster)?.length
  ) {
    return undefined;
  }
  const isFirst = first.metadata.uid === cluster.metadata.uid;
  return {
    code: 'AllocatorTakesFirst',
    severity: 'info',
    blocking: false,
    sentence: `This DPF assigns every DPU to the first cluster by name and to none once that is full. The first is ${
      isFirst ? 'this cluster' : keyOf(first)
    }.`,
    remedy: isFirst
      ? 'To fill another cluster first, choose a name that sorts later.'
      : 'Name this cluster in spec.cluster of its DPUs, or choose a name that sorts first.',
    who: 'owner',
    evidence: { first: keyOf(first) },
  };
};
