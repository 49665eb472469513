import { DpuCluster, groupOf, managerFinalizer } from '../../cluster';
import { tooNewDpfFor } from '../../managementCluster';
import { isStarting, runnerOf } from '../clusterState';
import { Finding } from '../Finding';
import { quoted } from '../phrases';
import { FindingRule } from './FindingRule';

function finding(
  cluster: DpuCluster,
  sentence: string,
  remedy: string,
): Finding {
  const starting = isStarting(cluster);
  return {
    code: 'NoManagerForType',
    severity: starting ? 'error' : 'warning',
    blocking: starting,
    sentence: starting
      ? `${sentence}, so nothing will happen.`
      : `${sentence}, so nobody looks after it.`,
    remedy,
    who: 'platform',
    evidence: { type: cluster.spec.type },
  };
}

/**
 * Nobody runs the manager of the cluster's type, or the role that sets its phase. Where DPF is too new for a role to start,
 * `dpfTooNew` says so instead.
 */
export const noManagerForType: FindingRule = (cluster, world) => {
  const { type } = cluster.spec;
  const tooNew = tooNewDpfFor(cluster, world.operatorConfig()) !== undefined;
  if (type === 'kamaji' || type === 'static') {
    if (!tooNew && runnerOf(type, world) === 'nobody') {
      return finding(
        cluster,
        `Nobody here handles clusters of type ${type}`,
        `Enable DPF's ${type} cluster manager or this portal's ${type} role.`,
      );
    }
    if (type === 'kamaji' && !world.capabilities.kamaji) {
      return finding(
        cluster,
        `Kamaji is not installed on ${world.managementCluster}`,
        'Install Kamaji.',
      );
    }
  } else {
    const finalizer = managerFinalizer(groupOf(cluster));
    const handled =
      world.vendorTypes.includes(type) ||
      cluster.metadata.finalizers?.includes(finalizer);
    if (!handled) {
      return finding(
        cluster,
        `Nobody here is known to handle clusters of type ${quoted(type)}`,
        'Install the cluster manager of this type.',
      );
    }
  }
  if (!tooNew && runnerOf('provisioning', world) === 'nobody') {
    return finding(
      cluster,
      'Nobody here sets the phase of DPU clusters',
      "Enable DPF's provisioning controller or this portal's provisioning role.",
    );
  }
  return undefined;
};
