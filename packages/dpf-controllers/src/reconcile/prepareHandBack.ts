import {
  DaemonSet,
  FIELD_MANAGERS,
  keepalivedFormOf,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  KubeApiError,
  KubeObject,
} from '@dpf-portal/kube-controller';
import { ReconcileContext } from './ReconcileContext';
import { phaseAfterReady } from './afterReady';

/** The name under which DPF's own manager applies what it makes. */
const DPF_FIELD_MANAGER = 'kamaji-cluster-manager';
const RETRY_MS = 60_000;

/** A set of fields as the server records it: a key for each field, and in it its own fields. */
interface FieldSet {
  [field: string]: FieldSet;
}

interface ManagedFields {
  manager?: string;
  operation?: string;
  apiVersion?: string;
  time?: string;
  fieldsType?: string;
  fieldsV1?: FieldSet;
  subresource?: string;
}

type Managed = KubeObject['metadata'] & { managedFields?: ManagedFields[] };

function union(one: FieldSet, other: FieldSet): FieldSet {
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...fields].map(field => [
      field,
      union(one[field] ?? {}, other[field] ?? {}),
    ]),
  );
}

function isOfDpf({ manager, operation, subresource }: ManagedFields): boolean {
  return manager === DPF_FIELD_MANAGER && operation === 'Apply' && !subresource;
}

function isOfPortal({ manager, subresource }: ManagedFields): boolean {
  return manager === FIELD_MANAGERS.kamaji && !subresource;
}

/** The record of who wrote which field, with all fields of this project in the name of DPF's manager. */
export function inNameOfDpf(
  entries: readonly ManagedFields[],
): ManagedFields[] {
  const moved = entries.filter(entry => isOfPortal(entry) || isOfDpf(entry));
  const last = moved.at(-1);
  return [
    ...entries.filter(entry => !moved.includes(entry)),
    {
      manager: DPF_FIELD_MANAGER,
      operation: 'Apply',
      apiVersion: last?.apiVersion,
      time: last?.time,
      fieldsType: 'FieldsV1',
      fieldsV1: moved.reduce<FieldSet>(
        (all, { fieldsV1 = {} }) => union(all, fieldsV1),
        {},
      ),
    },
  ];
}

function isPrepared({ cluster, observed }: ReconcileContext): boolean {
  const { daemonSet } = observed;
  return !(
    daemonSet?.hasFieldsOfPortal &&
    keepalivedFormOf(cluster, daemonSet) === 'portal'
  );
}

/**
 * DPF's own manager from 26.4 on applies its keepalived at every pass, without force: the server rejects that with a
 * conflict while another name is recorded for one of the fields. So the fields of this project are recorded in the name of
 * DPF's manager. If the cluster is handed back, its first apply replaces the whole DaemonSet: its fields come, and ours,
 * which it does not apply, go. Only the record changes; nothing is restarted.
 */
export const prepareHandBack = phaseAfterReady({
  name: 'prepareHandBack',
  isOpen: context => !isPrepared(context),
  run: async context => {
    const { observed } = context;
    if (!observed.daemonSet) {
      return undefined;
    }
    const client = context.client('kamaji');
    const { daemonSets } = CORE_RESOURCES;
    try {
      const live = await client.get<DaemonSet>(
        daemonSets,
        observed.daemonSet.metadata,
      );
      const {
        uid,
        resourceVersion = '',
        managedFields = [],
      }: Managed = live.metadata;
      if (!managedFields.some(isOfPortal)) {
        return undefined;
      }
      await client.jsonPatch<DaemonSet>(
        daemonSets,
        live.metadata,
        [
          { op: 'test', path: '/metadata/uid', value: uid },
          {
            op: 'replace',
            path: '/metadata/managedFields',
            value: inNameOfDpf(managedFields),
          },
        ],
        { resourceVersion },
      );
      return undefined;
    } catch (error) {
      // It was changed or deleted at the same time, or may not be changed.
      if (error instanceof KubeApiError) {
        return RETRY_MS;
      }
      throw error;
    }
  },
});
