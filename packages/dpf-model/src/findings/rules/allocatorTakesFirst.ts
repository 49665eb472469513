import { groupOf } from '../../cluster/DpuCluster';
import { keyOf, runnerOf } from '../clusterState';
import { FindingRule } from '../Finding';

/**
 * DPF up to v24.10 gives every DPU to the first cluster by name, and to none when that is full. Its API is known by
 * asking for a version and not counting nodes; DPF of v25 that still asks for one is told from it by nothing, so this
 * is a hint and no more.
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
