import { isStarting, runnerOf } from '../clusterState';
import { RESTART_PROVISIONING } from '../phrases';
import { FindingRule } from '../Finding';

/** DPF's own controller reads a cluster's kubeconfig once and uses it until it restarts. */
export const kubeconfigRotated: FindingRule = (cluster, world) => {
  const changed = world.observation(cluster)?.kubeconfigChangedAt;
  const role = world.roles.find(r => r.role === 'provisioning');
  const ready = cluster.status?.conditions?.find(c => c.type === 'Ready');
  if (
    !changed ||
    isStarting(cluster) ||
    runnerOf('provisioning', world) !== 'vendor' ||
    !role?.holderSince ||
    !ready
  ) {
    return undefined;
  }
  const at = Date.parse(changed);
  if (
    Date.parse(role.holderSince) > at ||
    // It has checked since.
    Date.parse(ready.lastTransitionTime) > at
  ) {
    return undefined;
  }
  return {
    code: 'KubeconfigRotated',
    severity: 'warning',
    blocking: false,
    sentence:
      'The kubeconfig was changed. DPF still uses the old one for checks and new DPUs.',
    remedy: `Run: ${RESTART_PROVISIONING}`,
    who: 'platform',
    since: changed,
  };
};
