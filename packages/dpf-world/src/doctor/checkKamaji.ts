import { KubeObject, isForbidden } from '@dpf-portal/kube-controller';
import { DEFAULT_DATA_STORE } from '@dpf-portal/dpf-model';
import { DATA_STORES } from '../dpfResources';
import {
  DoctorCheck,
  DoctorContext,
  Outcome,
  ok,
  problem,
  rolesAsked,
} from './DoctorCheck';

interface DataStore extends KubeObject {
  status?: { ready?: boolean };
}

async function dataStoreOutcome({ client }: DoctorContext): Promise<Outcome> {
  const name = DEFAULT_DATA_STORE;
  let dataStores: DataStore[];
  try {
    dataStores = await client.listAll<DataStore>(DATA_STORES);
  } catch (error) {
    if (isForbidden(error)) {
      return problem(
        'Data stores of Kamaji may not be read.',
        'kubectl apply -f deploy/rbac/controllers-kamaji.yaml, with this identity as its subject',
      );
    }
    throw error;
  }
  const found = dataStores.find(({ metadata }) => metadata.name === name);
  if (!found) {
    return problem(
      `There is no DataStore ${name}; Kamaji would leave every control plane without a word.`,
      `Make a DataStore ${name}, as Kamaji's chart does.`,
    );
  }
  return found.status?.ready
    ? ok(`Kamaji is installed, its DataStore ${name} is ready`)
    : problem(
        `The DataStore ${name} is not ready.`,
        `kubectl describe datastore ${name}; look at its etcd.`,
      );
}

/** Kamaji and the data store that control planes are put on, where the role kamaji is asked for. */
export const checkKamaji: DoctorCheck = {
  name: 'Kamaji',
  async run(context) {
    if (!rolesAsked(context).some(([role]) => role === 'kamaji')) {
      return [];
    }
    return context.apis.capabilities.kamaji
      ? [await dataStoreOutcome(context)]
      : [
          problem(
            'Kamaji is not installed, so no kamaji cluster can be made.',
            'Install Kamaji, or leave the role out: --roles static,provisioning',
          ),
        ];
  },
};
