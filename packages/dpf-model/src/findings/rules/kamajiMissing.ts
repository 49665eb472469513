import { DpuCluster } from '../../cluster/DpuCluster';
import { DEFAULT_DATA_STORE } from '../../managementCluster/ControlPlaneSettings';
import { withoutManager } from '../actors';
import { ownControlPlaneOf, isKamaji, isStarting } from '../clusterState';
import { Finding, FindingRule } from '../Finding';
import { findingOf } from '../recordedProblems';
import { World } from '../World';

/**
 * The problem of a management cluster that does not serve Kamaji's API.
 *
 * @public
 */
export function missingKamaji(cluster: DpuCluster, world: World): Finding {
  const consequence = withoutManager(cluster);
  return findingOf(
    'KamajiMissing',
    `Kamaji is not installed on ${world.managementCluster}. ${consequence}`,
    cluster,
    world,
  );
}

/**
 * Kamaji is not installed.
 *
 * @public
 */
export const kamajiMissing: FindingRule = (cluster, world) =>
  isKamaji(cluster) && !world.capabilities.kamaji
    ? missingKamaji(cluster, world)
    : undefined;

/**
 * The problem of a DataStore of this name that does not exist. Kamaji reads it once, when the control plane is created.
 *
 * @public
 */
export function missingDataStore(
  name: string,
  cluster: DpuCluster,
  world: World,
): Finding {
  return {
    ...findingOf(
      'DataStoreMissing',
      `Kamaji's DataStore ${name} does not exist, so the control plane cannot start. Kamaji does not retry.`,
      cluster,
      world,
    ),
    evidence: { dataStore: name },
  };
}

/** The DataStore of the control plane does not exist, whether that is there or comes next. */
export const dataStoreMissing: FindingRule = (cluster, world) => {
  if (
    !isKamaji(cluster) ||
    !isStarting(cluster) ||
    !world.capabilities.kamaji
  ) {
    return undefined;
  }
  const name =
    ownControlPlaneOf(cluster, world)?.spec?.dataStore ?? DEFAULT_DATA_STORE;
  return world.dataStoreExists(name) === false
    ? missingDataStore(name, cluster, world)
    : undefined;
};
