import { DEFAULT_DATA_STORE, DpuCluster } from '@dpf-portal/dpf-model';
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

/** Kamaji and the data store that control planes are put on. */
export function checkKamaji({ connection, world }: DoctorContext): Outcome[] {
  const missing = findingAmong(
    ['KamajiMissing', 'NoManagerForType', 'DataStoreMissing'],
    NEW_CLUSTER,
    world,
  );
  if (missing) {
    return [found(missing, `For a new kamaji cluster: ${missing.sentence}`)];
  }
  const name = DEFAULT_DATA_STORE;
  if (world.dataStoreExists(name) === undefined) {
    return [
      problem(
        'The data stores of Kamaji may not be read.',
        'kubectl apply -f deploy/rbac/controllers-kamaji.yaml, with this identity as its subject',
      ),
    ];
  }
  const dataStore = connection.stores.dataStores?.get({ name });
  return [
    dataStore?.status?.ready
      ? ok(`Kamaji is installed, its DataStore ${name} is ready`)
      : problem(
          `The DataStore ${name} is not ready.`,
          `kubectl describe datastore ${name}; look at its etcd.`,
        ),
  ];
}
