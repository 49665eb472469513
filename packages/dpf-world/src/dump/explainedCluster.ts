import {
  DpuCluster,
  attentionOf,
  clusterFacts,
  dpuClusterRefOf,
} from '@dpf-portal/dpf-model';
import { ExplainedCluster } from './Explanation';
import { OpenedDump } from './openDump';

/** A cluster as the dump has it, with its findings. */
export function explainedCluster(
  cluster: DpuCluster,
  { world }: OpenedDump,
): ExplainedCluster {
  const { namespace = '', name } = cluster.metadata;
  const facts = clusterFacts(cluster, world);
  const { needs, problems } = attentionOf(cluster, facts.findings);
  return {
    namespace,
    name,
    ref: dpuClusterRefOf(cluster, world),
    ...facts,
    needs,
    problems,
  };
}
