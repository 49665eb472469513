import { DpuCluster, isGating } from '../../cluster/DpuCluster';
import { keyOf, millisecondsSince, runnerOf } from '../clusterState';
import { RESTART_PROVISIONING } from '../phrases';
import { TenantObservation } from '../Observation';
import { World } from '../World';
import { FindingRule } from '../Finding';

/** A working controller follows within seconds. */
const PATIENCE_MS = 15_000;
/** More than the clocks of two machines differ. Times of conditions are whole seconds. */
const CLOCK_SKEW_MS = 5_000;

function latest(times: readonly string[]): string | undefined {
  return [...times].sort((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
}

/**
 * Since when the status is out of date if the API server answers: only the health check can keep the cluster from Ready,
 * and its last verdict was False. `undefined` where another condition keeps it from Ready.
 */
function saidSince(cluster: DpuCluster): string | undefined {
  const conditions = cluster.status?.conditions ?? [];
  const gates = conditions.filter(isGating);
  const open =
    gates.some(({ type }) => type === 'Created') &&
    gates.every(({ status }) => status === 'True');
  const failed = conditions.filter(
    ({ type, status }) => type === 'Ready' && status === 'False',
  );
  return open
    ? latest([...gates, ...failed].map(c => c.lastTransitionTime))
    : undefined;
}

/**
 * Whether the API server has answered since the status was written, and its controller had time to follow. A check from before says nothing: the
 * controller, which checks at other times, may have seen a failure that this process has not seen yet.
 */
function answeredSince(
  said: string,
  { since, answeredAt, probedAt }: TenantObservation,
  world: World,
): boolean {
  const answered = answeredAt ?? probedAt;
  return (
    millisecondsSince(said, world) >= PATIENCE_MS &&
    millisecondsSince(since, world) >= PATIENCE_MS &&
    (answered === undefined ||
      Date.parse(answered) - Date.parse(said) >= CLOCK_SKEW_MS)
  );
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
  const said = saidSince(cluster);
  if (
    (phase !== 'NotReady' && phase !== 'Creating') ||
    observation?.health !== 'healthy' ||
    !said ||
    !answeredSince(said, observation, world)
  ) {
    return undefined;
  }
  const vendor = runnerOf('provisioning', world) === 'vendor';
  const culprit = vendor ? culpritOf(cluster, world) : undefined;
  const since = latest([
    said,
    ...(observation.since ? [observation.since] : []),
  ]);
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
