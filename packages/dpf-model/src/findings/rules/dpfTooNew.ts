import { DpuCluster } from '../../cluster/DpuCluster';
import {
  DPF_TOO_NEW_REMEDY,
  clusterNotStarted,
  dpfIsTooNew,
  tooNewDpfFor,
} from '../../managementCluster/dpfSupport';
import { isStarting, runnerOf } from '../clusterState';
import { World } from '../World';
import { FindingRule } from '../Finding';

/** The controllers report that they do not start the cluster. */
function isHeldBack({ status }: DpuCluster): boolean {
  return Boolean(
    status?.conditions?.some(({ reason }) => reason === 'DpfTooNew'),
  );
}

function isRunByNobody(cluster: DpuCluster, world: World): boolean {
  const { type } = cluster.spec;
  const managed = type === 'kamaji' || type === 'static';
  return (
    (managed && runnerOf(type, world) === 'nobody') ||
    runnerOf('provisioning', world) === 'nobody'
  );
}

/** DPF is newer than this release: no role starts, and a running role starts no new clusters. */
export const dpfTooNew: FindingRule = (cluster, world) => {
  const version = tooNewDpfFor(cluster, world.operatorConfig());
  if (version === undefined) {
    return undefined;
  }
  const starting = isStarting(cluster);
  const isUnattended = isRunByNobody(cluster, world);
  if (!isUnattended && !(starting && isHeldBack(cluster))) {
    return undefined;
  }
  return {
    code: 'DpfTooNew',
    severity: starting ? 'error' : 'warning',
    blocking: starting,
    sentence: starting
      ? clusterNotStarted(version)
      : `${dpfIsTooNew(
          version,
        )}, so the portal starts no role. Changes and deletion of this cluster are not processed.`,
    remedy: DPF_TOO_NEW_REMEDY,
    who: 'platform',
    evidence: { version },
  };
};
