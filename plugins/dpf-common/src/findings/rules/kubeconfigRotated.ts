import { isStarting, runnerOf } from '../clusterState';
import { dayAndTime } from '../../text/dayAndTime';
import { FindingRule } from './FindingRule';

/** DPF's own controller reads a cluster's kubeconfig once, and goes on with it until it is restarted. */
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
    // It has looked since, and says what it saw.
    Date.parse(ready.lastTransitionTime) > at
  ) {
    return undefined;
  }
  return {
    code: 'KubeconfigRotated',
    severity: 'warning',
    blocking: false,
    sentence: `The kubeconfig was changed at ${dayAndTime(
      changed,
    )}; DPF's provisioning controller goes on with the old one for its checks and for DPUs that join.`,
    remedy: 'Restart the controller.',
    who: 'platform',
    since: changed,
  };
};
