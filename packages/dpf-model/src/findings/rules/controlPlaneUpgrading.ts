import { DpuCluster, groupOf } from '../../cluster/DpuCluster';
import {
  ControlPlaneVersions,
  controlPlaneVersions,
  isBeingUpgraded,
  otherVersion,
} from '../../upgrade/versions';
import { upgradeUnderWay } from '../../upgrade/upgradesUnderWay';
import {
  isKamaji,
  isStarting,
  keyOf,
  ownControlPlaneOf,
  runnerOf,
} from '../clusterState';
import { Finding, FindingRule } from '../Finding';
import { byKamaji, isKamajiPaused } from '../kamajiPause';
import { askForVersion, kubectlArgs } from '../phrases';
import { World } from '../World';

/** The version is the cluster's own, in its spec. Otherwise one setting or DPF decides for all clusters. */
function hasOwnVersion(cluster: DpuCluster, world: World): boolean {
  return (
    world.capabilities.apis.find(({ group }) => group === groupOf(cluster))
      ?.specVersion === true
  );
}

/** What is said of an upgrade while it may still end by itself. */
function runs(
  cluster: DpuCluster,
  world: World,
  { requested, installed }: ControlPlaneVersions,
  isRunning: boolean,
): Pick<Finding, 'sentence' | 'remedy' | 'who'> {
  const paused = isKamajiPaused(cluster, world);
  return {
    sentence: isRunning
      ? `The control plane is being upgraded from ${
          installed ?? 'its version'
        } to ${requested ?? 'another one'}.`
      : `The control plane was upgraded to ${
          installed ?? requested ?? 'another version'
        } and does not serve yet.`,
    remedy: byKamaji(
      cluster,
      world,
      paused
        ? 'The upgrade begins then.'
        : 'Wait. The DPUs go on working meanwhile.',
    ),
    who: paused ? 'platform' : 'nobody',
  };
}

function stalledSentence(
  cluster: DpuCluster,
  world: World,
  { requested, installed }: ControlPlaneVersions,
  isRunning: boolean,
): string {
  const what =
    isRunning && requested && installed && requested !== installed
      ? `The upgrade of the control plane makes no progress: ${installed} is installed, and Kamaji was told ${requested}.`
      : `The control plane was upgraded to ${
          installed ?? requested ?? 'another version'
        } and has not served since.`;
  const holdsOthers =
    !hasOwnVersion(cluster, world) && runnerOf('kamaji', world) === 'portal';
  return holdsOthers
    ? `${what} No other control plane is upgraded until it serves again.`
    : what;
}

function stalledRemedy(
  cluster: DpuCluster,
  world: World,
  versions: ControlPlaneVersions,
): string {
  const { namespace, name } = cluster.metadata;
  const look = `Look at the pods of Deployment ${namespace}/${name} and at Kamaji's log. Run: \`kubectl -n ${namespace} describe deployment ${name}\`.`;
  if (!hasOwnVersion(cluster, world)) {
    return runnerOf('kamaji', world) === 'portal'
      ? `${look} To let the others go on without ${keyOf(
          cluster,
        )}, set its status.phase to Failed: \`kubectl ${kubectlArgs(
          cluster,
          world,
          'patch',
        )} --subresource=status --type=merge -p '{"status":{"phase":"Failed"}}'\`.`
      : look;
  }
  const other = otherVersion(versions);
  return other
    ? `${look} If there is no image of ${
        versions.requested
      }, ask for ${other}: ${askForVersion(cluster, world, other)}.`
    : look;
}

/** The control plane is being upgraded, or has not come back from it in time. */
export const controlPlaneUpgrading: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  if (!isKamaji(cluster) || isStarting(cluster) || !controlPlane) {
    return undefined;
  }
  const upgrade = upgradeUnderWay(cluster, controlPlane, world.now);
  if (!upgrade) {
    return undefined;
  }
  const versions = controlPlaneVersions(controlPlane);
  const { requested, installed } = versions;
  const isRunning = isBeingUpgraded(controlPlane);
  const about = {
    since: upgrade.since,
    evidence: {
      ...(requested ? { requested } : {}),
      ...(installed ? { installed } : {}),
    },
  };
  if (!upgrade.stalled) {
    return {
      code: 'ControlPlaneUpgrading',
      severity: 'info',
      blocking: false,
      ...runs(cluster, world, versions, isRunning),
      ...about,
    };
  }
  return {
    code: 'UpgradeStalled',
    // The installed version may go on serving.
    severity: cluster.status?.phase === 'Ready' ? 'warning' : 'error',
    blocking: true,
    sentence: stalledSentence(cluster, world, versions, isRunning),
    remedy: byKamaji(cluster, world, stalledRemedy(cluster, world, versions)),
    who: 'platform',
    ...about,
  };
};
