import { DpuCluster, isGating } from '../../cluster/DpuCluster';
import { keyOf, millisecondsSince, runnerOf } from '../clusterState';
import { RESTART_PROVISIONING } from '../phrases';
import { World } from '../World';
import { FindingRule } from '../Finding';

/** A working controller follows within seconds. */
const PATIENCE_MS = 15_000;

/** Since when only the health check can keep it from Ready; `undefined` where another condition does. */
function gatesOpenSince(cluster: DpuCluster): string | undefined {
  const conditions = cluster.status?.conditions ?? [];
  const gates = conditions.filter(isGating);
  const open =
    gates.some(({ type }) => type === 'Created') &&
    gates.every(({ status }) => status === 'True');
  return open
    ? gates
        .map(gate => gate.lastTransitionTime)
        .sort()
        .at(-1)
    : undefined;
}

function culpritOf(cluster: DpuCluster, world: World): DpuCluster | undefined {
  return world
    .hangingClusters()
    .find(({ metadata }) => metadata.uid !== cluster.metadata.uid);
}

/** The phase is NotReady or Creating although the API server answers. DPF's own controller may use an old client. */
export const statusOutdated: FindingRule = (cluster, world) => {
  const phase = cluster.status?.phase;
  const observation = world.observation(cluster);
  const gates = gatesOpenSince(cluster);
  if (
    (phase !== 'NotReady' && phase !== 'Creating') ||
    observation?.health !== 'healthy' ||
    !gates ||
    millisecondsSince(gates, world) < PATIENCE_MS ||
    millisecondsSince(observation.since, world) < PATIENCE_MS
  ) {
    return undefined;
  }
  const vendor = runnerOf('provisioning', world) === 'vendor';
  const culprit = vendor ? culpritOf(cluster, world) : undefined;
  const since = observation.since ?? gates;
  return {
    code: 'StatusOutdated',
    severity: 'warning',
    blocking: culprit !== undefined,
    sentence: `${phase} is out of date: the portal's checks succeed.${
      vendor ? ' DPF still uses the first kubeconfig it read.' : ''
    }`,
    remedy: culprit
      ? `Fix or unregister ${keyOf(
          culprit,
        )}, which never answers, then run: ${RESTART_PROVISIONING}`
      : `Restart the provisioning controller. For DPF's own run: ${RESTART_PROVISIONING}`,
    who: 'platform',
    since,
    evidence: { phase },
  };
};
