import { isKamaji } from '../clusterState';
import { FindingRule } from '../Finding';
import { byKamaji } from '../kamajiPause';

/** Kamaji creates a cluster's join information once, so it keeps the old CA or address after a change. */
export const joinInfoStale: FindingRule = (cluster, world) => {
  const { health, joinInfo } = world.observation(cluster) ?? {};
  if (health !== 'healthy' || !joinInfo?.found) {
    return undefined;
  }
  const { authority, server } = joinInfo;
  // A registered (static) cluster may have another address for its nodes than for the portal.
  const isElsewhere = isKamaji(cluster) && server === 'other';
  if (authority === 'same' && !isElsewhere) {
    return undefined;
  }
  const named = authority === 'other' ? 'CA' : 'address';
  const what =
    'Refresh the join information: delete the ConfigMap cluster-info in the cluster’s namespace kube-public';
  // FILE keeps a reader from deleting the ConfigMap of the management cluster.
  const run =
    'With the kubeconfig of the DPU cluster, run: `kubectl --kubeconfig FILE -n kube-public delete configmap cluster-info`.';
  return {
    code: 'JoinInfoStale',
    severity: 'warning',
    blocking: false,
    sentence: `New DPUs cannot join: cluster-info still names the old ${named}. Joined DPUs are not affected.`,
    remedy: isKamaji(cluster)
      ? byKamaji(cluster, world, `${what}; Kamaji recreates it. ${run}`)
      : `${what}, or correct it. ${run}`,
    who: 'platform',
    evidence: { found: true, authority, server },
  };
};
