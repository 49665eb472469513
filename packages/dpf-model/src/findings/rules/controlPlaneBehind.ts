import { DpuCluster, groupOf } from '../../cluster/DpuCluster';
import { DEFAULT_KUBERNETES_VERSION } from '../../managementCluster/ControlPlaneSettings';
import {
  ControlPlaneVersions,
  controlPlaneVersions,
  isBeingUpgraded,
  parseVersion,
} from '../../upgrade/versions';
import { UPGRADES_AT_ONCE, nextVersion } from '../../upgrade/decideRaise';
import { isKamaji, keyOf, ownControlPlaneOf, runnerOf } from '../clusterState';
import { Finding, FindingRule } from '../Finding';
import { describePods } from '../phrases';
import { endKamajiPause, isKamajiPaused } from '../kamajiPause';
import { isRecorded } from '../recordedProblems';
import { World } from '../World';

function isMinorBehind(installed: string, target: string): boolean {
  return parseVersion(installed)?.[1] !== parseVersion(target)?.[1];
}

/** The version of running control planes is the setting's: the API has no field for it, and the role is ours. */
function isRaisedHere(cluster: DpuCluster, world: World): boolean {
  const api = world.capabilities.apis.find(
    ({ group }) => group === groupOf(cluster),
  );
  return (
    isKamaji(cluster) &&
    api?.specVersion === false &&
    runnerOf('kamaji', world) === 'portal'
  );
}

function notAsked(installed: string): Omit<Finding, 'code' | 'blocking'> {
  const target = DEFAULT_KUBERNETES_VERSION;
  return {
    severity: isMinorBehind(installed, target) ? 'warning' : 'info',
    sentence: `The control plane runs Kubernetes ${installed}; new ones get ${target}. It stays as it is, because the setting kubernetesVersion is not given, and it can hold up an upgrade of DPF.`,
    remedy: `Set kubernetesVersion of the management cluster (dpf-controllers: --kubernetes-version) to ${target}. Running control planes are then raised, one minor version at a time.`,
    who: 'platform',
  };
}

function waiting(
  cluster: DpuCluster,
  installed: string,
  target: string,
  world: World,
): Omit<Finding, 'code' | 'blocking'> {
  const what = `The control plane runs Kubernetes ${installed} and is to be raised to ${target}`;
  if (isKamajiPaused(cluster, world)) {
    return {
      severity: 'warning',
      sentence: `${what}. It waits: Kamaji is paused for it.`,
      remedy: `Run: ${endKamajiPause(cluster.metadata)}.`,
      who: 'platform',
    };
  }
  const stalled = world.upgradesUnderWay().find(upgrade => upgrade.stalled);
  if (stalled) {
    return {
      severity: 'warning',
      sentence: `${what}. It waits: ${keyOf(
        stalled.cluster,
      )} has not come back from its upgrade.`,
      remedy: `See what keeps ${keyOf(stalled.cluster)}: ${describePods(
        stalled.cluster,
      )}. Its page says more.`,
      who: 'platform',
    };
  }
  return {
    severity: 'info',
    sentence: `${what}, one minor version at a time and ${UPGRADES_AT_ONCE} control planes at once.`,
    remedy:
      cluster.status?.phase === 'Ready'
        ? 'Wait for its turn.'
        : 'It begins once the cluster is Ready.',
    who: 'nobody',
  };
}

function toFinding(
  { installed = '' }: ControlPlaneVersions,
  rest: Omit<Finding, 'code' | 'blocking'>,
): Finding {
  return {
    code: 'ControlPlaneBehind',
    blocking: false,
    ...rest,
    evidence: { installed },
  };
}

/** The control plane is older than what new ones get. DPF does not let itself be upgraded over one that is far behind. */
export const controlPlaneBehind: FindingRule = (cluster, world) => {
  const controlPlane = ownControlPlaneOf(cluster, world);
  const versions = controlPlaneVersions(controlPlane);
  const { installed } = versions;
  if (
    !installed ||
    isBeingUpgraded(controlPlane) ||
    !isRaisedHere(cluster, world)
  ) {
    return undefined;
  }
  const { kubernetesVersion } = world.controlPlaneSettings;
  const target = kubernetesVersion ?? DEFAULT_KUBERNETES_VERSION;
  // Kamaji's refusal of the version is a finding of its own.
  if (
    !nextVersion(installed, target) ||
    isRecorded(cluster, 'UpgradeRefused')
  ) {
    return undefined;
  }
  return toFinding(
    versions,
    kubernetesVersion
      ? waiting(cluster, installed, target, world)
      : notAsked(installed),
  );
};
