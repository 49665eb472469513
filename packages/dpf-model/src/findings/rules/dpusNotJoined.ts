import { Dpu, DpuCluster } from '../../cluster/DpuCluster';
import {
  kubectlDpu,
  lastProgress,
  lateDpus,
  namesOf,
  reportOf,
  unmetOf,
} from '../dpuStates';
import { count, someOf } from '../phrases';
import { FindingRule } from '../Finding';
import { World } from '../World';

/** In this phase a DPU has its operating system and tries to join. */
const JOINING = 'DPU Cluster Config';

/** Of a DPU that is late. */
export function remedyForLate(
  dpu: Dpu,
  cluster: DpuCluster,
  world: World,
): string {
  const look = `Run: ${kubectlDpu('describe', dpu)}.`;
  if (dpu.status?.phase !== JOINING) {
    return `${look} Its conditions say which step does not end.`;
  }
  const server = world.observation(cluster)?.server;
  return `${look} Check that the DPU reaches ${
    server ?? 'the API server of the DPU cluster'
  }. Its join token expires after two hours: then delete the DPU, and DPF provisions it again, which may reboot its host: ${kubectlDpu(
    'delete',
    dpu,
  )}.`;
}

/** DPUs were assigned long ago, have not joined, and their provisioning does not get on. */
export const dpusNotJoined: FindingRule = (cluster, world) => {
  const late = lateDpus(cluster, world);
  // A DPU that tries to join comes first: of the others DPF's own conditions say more.
  const first = late.find(({ status }) => status?.phase === JOINING) ?? late[0];
  if (!first) {
    return undefined;
  }
  const named = late.map(
    ({ metadata, status }) =>
      `${metadata.name} (${status?.phase || 'Initializing'})`,
  );
  return {
    code: 'DpusNotJoined',
    severity: 'warning',
    blocking: false,
    sentence: `${count(late.length, 'DPU')} of this cluster ${
      late.length === 1 ? 'has' : 'have'
    } not joined, and provisioning does not get on: ${someOf(named)}.${reportOf(
      first,
      unmetOf(first)?.message,
    )}`,
    remedy: remedyForLate(first, cluster, world),
    who: 'platform',
    since: lastProgress(first),
    evidence: { count: late.length, dpus: namesOf(late) },
  };
};
