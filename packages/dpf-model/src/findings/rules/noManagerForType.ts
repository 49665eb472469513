import {
  DpuCluster,
  groupOf,
  managerFinalizer,
} from '../../cluster/DpuCluster';
import { tooNewDpfFor } from '../../managementCluster/dpfSupport';
import { withoutManager } from '../actors';
import { isStarting, runnerOf } from '../clusterState';
import { Finding, FindingRule } from '../Finding';
import { quoted } from '../phrases';

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
    sentence: `${sentence}. ${withoutManager(cluster)}`,
    remedy,
    who: 'platform',
    evidence: { type: cluster.spec.type },
  };
}

/**
 * No controller manages the cluster's type, or none sets its phase. If DPF is too new for a role to start, `dpfTooNew`
 * reports that instead.
 */
export const noManagerForType: FindingRule = (cluster, world) => {
  const { type } = cluster.spec;
  const tooNew = tooNewDpfFor(cluster, world.operatorConfig()) !== undefined;
  if (type === 'kamaji' || type === 'static') {
    if (!tooNew && runnerOf(type, world) === 'nobody') {
      return finding(
        cluster,
        `No controller on ${world.managementCluster} manages ${type} clusters`,
        `Enable DPF's ${type} cluster manager or set this portal's ${type} role to auto.`,
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
        `No known controller on ${
          world.managementCluster
        } manages clusters of type ${quoted(type)}`,
        'Install the cluster manager of this type.',
      );
    }
  }
  if (!tooNew && runnerOf('provisioning', world) === 'nobody') {
    return finding(
      cluster,
      `No controller on ${world.managementCluster} sets the phase of DPU clusters`,
      "Enable DPF's provisioning controller or set this portal's provisioning role to auto.",
    );
  }
  return undefined;
};
