import { controlPlaneVersions, isBeingUpgraded } from '../../upgrade/versions';
import {
  UPGRADE_PATIENCE_MS,
  upgradeUnderWay,
} from '../../upgrade/upgradesUnderWay';
import {
  isKamaji,
  isStarting,
  keyOf,
  ownControlPlaneOf,
  runnerOf,
} from '../clusterState';
import { duration } from '../phrases';
import { FindingRule } from '../Finding';

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
  const { requested, installed } = controlPlaneVersions(controlPlane);
  const versions = isBeingUpgraded(controlPlane)
    ? `from ${installed ?? 'its version'} to ${requested ?? 'another one'}`
    : `to ${installed ?? requested ?? 'another version'}`;
  const { since } = upgrade;
  const evidence = {
    ...(requested ? { requested } : {}),
    ...(installed ? { installed } : {}),
  };
  if (!upgrade.stalled) {
    return {
      code: 'ControlPlaneUpgrading',
      severity: 'info',
      blocking: false,
      sentence: isBeingUpgraded(controlPlane)
        ? `The control plane is being upgraded ${versions}.`
        : `The control plane was upgraded ${versions} and does not serve yet.`,
      remedy: 'Wait. The DPUs go on working meanwhile.',
      who: 'nobody',
      since,
      evidence,
    };
  }
  const others =
    runnerOf('kamaji', world) === 'portal'
      ? ' No other control plane is upgraded until it serves again.'
      : '';
  const { namespace, name } = cluster.metadata;
  return {
    code: 'UpgradeStalled',
    severity: 'error',
    blocking: true,
    sentence: `The upgrade of the control plane ${versions} has not ended within ${duration(
      UPGRADE_PATIENCE_MS,
    )}.${others}`,
    remedy: `Look at the pods of Deployment ${namespace}/${name} and at Kamaji's log. To let the others go on without ${keyOf(
      cluster,
    )}, set its status.phase to Failed.`,
    who: 'platform',
    since,
    evidence,
  };
};
