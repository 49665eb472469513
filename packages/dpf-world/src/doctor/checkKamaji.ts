import {
  DEFAULT_DATA_STORE,
  DpuCluster,
  World,
  applyRights,
} from '@dpf-portal/dpf-model';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import {
  DoctorContext,
  Outcome,
  findingAmong,
  found,
  ok,
  problem,
} from './DoctorCheck';

/** A cluster that is created now: whatever it lacks, every new cluster lacks. */
const NEW_CLUSTER: DpuCluster = {
  metadata: { name: 'new' },
  spec: { type: 'kamaji' },
};

function outcomeOf(
  name: string,
  { stores }: ManagementClusterConnection,
): Outcome {
  const dataStore = stores.dataStores?.get({ name });
  return dataStore?.status?.ready
    ? ok(`Kamaji is installed, its DataStore ${name} is ready`)
    : problem(
        `The DataStore ${name} is not ready.`,
        `Run: \`kubectl describe datastore ${name}\`; look at its etcd.`,
      );
}

/** The DataStores of control planes that run, and the one of new ones. */
function usedDataStores(
  { stores }: ManagementClusterConnection,
  world: World,
): string[] {
  const used = (stores.tenantControlPlanes?.list() ?? []).map(
    ({ spec }) => spec?.dataStore ?? DEFAULT_DATA_STORE,
  );
  return [...new Set([DEFAULT_DATA_STORE, ...used])]
    .filter(name => world.dataStoreExists(name))
    .sort();
}

/** Kamaji and the data stores that control planes are put on. */
export function checkKamaji({
  connection,
  world,
  portal,
}: DoctorContext): Outcome[] {
  const missing = findingAmong(
    ['KamajiMissing', 'NoManagerForType', 'DataStoreMissing'],
    NEW_CLUSTER,
    world,
  );
  if (missing) {
    return [found(missing, `For a new kamaji cluster: ${missing.sentence}`)];
  }
  if (world.dataStoreExists(DEFAULT_DATA_STORE) === undefined) {
    // Of a portal, the check of rights reports it.
    return portal
      ? []
      : [
          problem(
            'The data stores of Kamaji may not be read.',
            applyRights('controllers-kamaji.yaml'),
          ),
        ];
  }
  return usedDataStores(connection, world).map(name =>
    outcomeOf(name, connection),
  );
}
