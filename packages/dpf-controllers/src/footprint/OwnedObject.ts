import {
  DPU_CLUSTER_GROUPS,
  MANAGED_BY,
  RESERVATIONS_CONFIG_MAP,
  internalFinalizer,
  isOwnFieldManager,
  isOwnKey,
  managerFinalizer,
} from '@dpf-portal/dpf-model';
import {
  KubeObject,
  ObjectMeta,
  ResourceType,
} from '@dpf-portal/kube-controller';
import { fieldPaths } from './fieldPaths';
import { OwnedKind } from './ownedKinds';

/** A field that this project owns. */
export interface OwnedField {
  /** As people write it: `spec.kubeconfig`. */
  path: string;
  /** The writer's name in `managedFields`; absent for what is recognised by its name only. */
  manager?: string;
  /** When that writer last changed one of its fields, as the server recorded it; RFC 3339. */
  since?: string;
}

/** An object that this project has made or written to. */
export interface OwnedObject {
  /** `management cluster`, or `DPU cluster namespace/name`. */
  place: string;
  resource: ResourceType;
  /** Without `managedFields`. */
  metadata: ObjectMeta;
  fields: OwnedField[];
  /** Somebody applied it from `deploy/`: it has our name, and none of our writers wrote to it. */
  appliedByHand: boolean;
  /** Others have written to it, too. */
  isShared: boolean;
}

/** Where an object of the management cluster is. */
export const MANAGEMENT_CLUSTER = 'management cluster';

/** One entry of `metadata.managedFields`. */
interface ManagedFieldsEntry {
  manager?: string;
  time?: string;
  fieldsV1?: object;
}

/** An object as the server sends it. */
export interface ListedObject extends KubeObject {
  metadata: ObjectMeta & { managedFields?: readonly ManagedFieldsEntry[] };
}

/** The names of what is applied from `deploy/`: `dpf-portal-secrets`, `dpf-controllers`, `dpf-uploads`. */
const OWN_NAME = /^dpf-(portal|controllers|uploads)(?![^.:-])/;
/** The alerts about DPU clusters. */
const ALERTS = 'dpu-clusters';

const GUIDE_FINALIZERS: readonly string[] = [
  managerFinalizer(DPU_CLUSTER_GROUPS.guide),
  internalFinalizer(DPU_CLUSTER_GROUPS.guide),
];

/** Whether nobody but this project uses the finalizer: no DPF release serves the guide's group. */
export function isOwnFinalizer(finalizer: string): boolean {
  return GUIDE_FINALIZERS.includes(finalizer);
}

function writtenFields({ metadata }: ListedObject): OwnedField[] {
  return (metadata.managedFields ?? [])
    .filter(({ manager }) => isOwnFieldManager(manager))
    .flatMap(({ manager, time, fieldsV1 }) =>
      fieldPaths(fieldsV1).map(path => ({
        path,
        manager,
        ...(time && { since: time }),
      })),
    );
}

/** Labels, annotations and finalizers that only this project uses, whoever wrote them: a restored object has no writers. */
function markedFields({ labels, annotations, finalizers }: ObjectMeta) {
  const keys = (map: Record<string, string> | undefined) =>
    Object.keys(map ?? {}).filter(isOwnKey);
  return [
    ...(labels?.[MANAGED_BY.label] === MANAGED_BY.value
      ? [`metadata.labels[${MANAGED_BY.label}]`]
      : []),
    ...keys(labels).map(key => `metadata.labels[${key}]`),
    ...keys(annotations).map(key => `metadata.annotations[${key}]`),
    ...(finalizers ?? [])
      .filter(isOwnFinalizer)
      .map(finalizer => `metadata.finalizers[${finalizer}]`),
  ];
}

/** Whether it holds the addresses that the portal reserved for requests. An empty one has no fields, so no writer. */
export function isReservations(
  { plural }: ResourceType,
  { name }: ObjectMeta,
): boolean {
  return plural === 'configmaps' && name === RESERVATIONS_CONFIG_MAP;
}

function trimmed(metadata: ListedObject['metadata']): ObjectMeta {
  const { managedFields: _managedFields, ...kept } = metadata;
  return kept;
}

/**
 * What this project owns of an object; `undefined`: nothing.
 *
 * @param named - whether a name of ours counts, and what it says.
 */
export function ownedPartOf(
  place: string,
  resource: ResourceType,
  object: ListedObject,
  named?: OwnedKind['named'],
): OwnedObject | undefined {
  const { metadata } = object;
  const written = writtenFields(object);
  const known = new Set(written.map(({ path }) => path));
  const marked = markedFields(metadata)
    .filter(path => !known.has(path))
    .map(path => ({ path }));
  const hasOwnName =
    named !== undefined &&
    (OWN_NAME.test(metadata.name) ||
      (resource.plural === 'prometheusrules' && metadata.name === ALERTS));
  if (!written.length && !marked.length && !hasOwnName) {
    return undefined;
  }
  return {
    place,
    resource,
    metadata: trimmed(metadata),
    fields: [...written, ...marked],
    appliedByHand:
      hasOwnName &&
      named === 'applied' &&
      !written.length &&
      !isReservations(resource, metadata),
    isShared: (metadata.managedFields ?? []).some(
      ({ manager }) => !isOwnFieldManager(manager),
    ),
  };
}
