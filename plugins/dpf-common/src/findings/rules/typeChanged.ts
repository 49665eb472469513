import { isKamaji, ownControlPlaneOf } from '../clusterState';
import { quoted } from '../phrases';
import { FindingRule } from './FindingRule';

/** A kamaji cluster was given another type: what was made for it is looked after by nobody. */
export const typeChanged: FindingRule = (cluster, world) => {
  if (isKamaji(cluster) || !ownControlPlaneOf(cluster, world)) {
    return undefined;
  }
  return {
    code: 'TypeChanged',
    severity: 'error',
    blocking: true,
    sentence: `The type was changed to ${quoted(
      cluster.spec.type,
    )}, but the cluster was made as kamaji; nobody looks after what was made for it.`,
    remedy: 'Change it back to kamaji, or make a new cluster.',
    who: 'owner',
    evidence: { type: cluster.spec.type },
  };
};
