import { DpuCluster, isGating } from '../../cluster';
import { actorOf } from '../actors';
import { keyOf, millisecondsSince, runnerOf } from '../clusterState';
import { dayAndTime } from '../../text/dayAndTime';
import { World } from '../World';
import { FindingRule } from './FindingRule';

/** A controller that is at work follows within seconds. */
const PATIENCE_MS = 15_000;

/** Since when nothing but the health check keeps it from Ready; `undefined` when something does. */
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

/** The phase says that the API server does not answer, though it does. DPF's own controller may sit on an old client. */
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
    sentence: `${actorOf(
      'provisioning',
      world,
    )} still calls it ${phase}, but its API server has answered the portal's checks since ${dayAndTime(
      since,
    )}.`,
    remedy: culprit
      ? `Mend or remove ${keyOf(
          culprit,
        )}, which never answers, then restart the controller.`
      : 'Restart the controller: it goes on with the first kubeconfig it read.',
    who: 'platform',
    since,
    evidence: { phase },
  };
};
