import { controlPlaneOf, isKamaji, isStarting } from '../clusterState';
import { FindingRule } from './FindingRule';

const DEFAULT_DATA_STORE = 'default';

/** Kamaji's data store is absent. Kamaji reads it once, when the control plane is made. */
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
    sentence: `Kamaji's data store ${name} does not exist; Kamaji does not retry by itself.`,
    remedy: 'Create it, then make this cluster anew.',
    who: 'platform',
    evidence: { dataStore: name },
  };
};
