import { nodesInPodRanges, podRangesOf } from '../../controlPlane/podRange';
import { isKamaji, ownControlPlaneOf } from '../clusterState';
import { count, patchCluster, stepOn } from '../phrases';
import { FindingRule } from '../Finding';

/** The control plane was made with a pod range that has no room for as many DPUs as the cluster may have. */
export const podRangeTooSmall: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  const { maxNodes } = cluster.spec;
  if (!isKamaji(cluster) || !controlPlane || maxNodes === undefined) {
    return undefined;
  }
  const ranges = podRangesOf(controlPlane);
  const dpus = nodesInPodRanges(ranges);
  if (dpus === undefined || maxNodes <= dpus) {
    return undefined;
  }
  const assigned = world.dpusOf(cluster)?.length;
  const isFull = assigned !== undefined && assigned > dpus;
  return {
    code: 'PodRangeTooSmall',
    severity: isFull ? 'error' : 'warning',
    blocking: false,
    sentence: `The pod range ${ranges.join(', ')} has room for ${count(
      dpus,
      'DPU',
    )}, and the cluster may have ${maxNodes}. ${
      isFull ? `${assigned} are assigned; those` : 'DPUs'
    } beyond it get no pods' addresses and do not become Ready.`,
    remedy: `${stepOn(
      cluster,
      `Lower maxNodes to ${dpus}`,
      patchCluster(cluster, { spec: { maxNodes: dpus } }, world),
    )}. The range of a control plane cannot be changed: for more DPUs, make another cluster.`,
    who: 'owner',
    evidence: { podCidrs: [...ranges], dpus, maxNodes },
  };
};
