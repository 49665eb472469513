import { controlPlaneOf, isKamaji, isStarting } from '../clusterState';
import { FindingRule } from './FindingRule';

const DEFAULT_DATA_STORE = 'default';

/** Kamaji's DataStore does not exist. Kamaji reads it once, when the control plane is created. */
export const dataStoreMissing: FindingRule = (cluster, world) => {
  if (
    !isKamaji(cluster) ||
    !isStarting(cluster) ||
    !world.capabilities.kamaji
  ) {
    return undefined;
  }
  const name =
    controlPlaneOf(cluster, world)?.spec?.dataStore ?? DEFAULT_DATA_STORE;
  if (world.dataStoreExists(name) !== false) {
    return undefined;
  }
  return {
    code: 'DataStoreMissing',
    severity: 'error',
    blocking: true,
    sentence: `Kamaji's DataStore ${name} does not exist, so the control plane cannot start. Kamaji does not retry.`,
    remedy: 'Create the DataStore, then create this cluster again.',
    who: 'platform',
    evidence: { dataStore: name },
  };
};
