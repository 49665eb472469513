import { DpuCluster, nameTakenBy } from '@dpf-portal/dpf-model';
import {
  KubeClient,
  KubeObject,
  OwnerReference,
  ResourceType,
  isAlreadyExists,
} from '@dpf-portal/kube-controller';
import { Problem, ReconcileContext, problemOf } from './ReconcileContext';

/**
 * Makes the garbage collector delete the child together with the cluster. It is not a controller reference: on the
 * Service, a foreign controller reference blocks Kamaji for ever.
 */
export function ownerReference(cluster: DpuCluster): OwnerReference {
  return {
    apiVersion: cluster.apiVersion ?? '',
    kind: cluster.kind ?? 'DPUCluster',
    name: cluster.metadata.name,
    uid: cluster.metadata.uid ?? '',
  };
}

/** Our child, or the reason why its name cannot be used. */
export type ChildResult<T> =
  | { child: T; created: boolean; problem?: undefined }
  | { problem: Problem; afterMs: number };

const FOREIGN_RETRY_MS = 30_000;
const LEAVING_RETRY_MS = 1_000;

/**
 * Returns the child of this name: the known one, else a new one, else one that already exists. A child that is not ours
 * is not changed.
 */
export async function ensureChild<T extends KubeObject>(
  context: ReconcileContext,
  options: {
    client: KubeClient;
    resource: ResourceType;
    known: T | undefined;
    build: () => T;
    /** Whether a child without our owner reference was nevertheless made for this cluster. */
    adopts?: (child: T) => boolean;
  },
): Promise<ChildResult<T>> {
  const { client, resource, known, build } = options;
  const { cluster, world } = context;
  let child = known;
  if (!child) {
    const wanted = build();
    try {
      const made = await client.create<T>(resource, wanted);
      return { child: made, created: true };
    } catch (error) {
      if (!isAlreadyExists(error)) {
        throw error;
      }
      child = await client.get<T>(resource, wanted.metadata);
    }
  }
  const isAdopted =
    !child.metadata.deletionTimestamp && options.adopts?.(child);
  const taken = isAdopted
    ? undefined
    : nameTakenBy(cluster, world, resource.kind, child);
  return taken
    ? {
        problem: problemOf(taken),
        // A child that is being deleted is gone soon, without an event if it is not watched.
        afterMs: taken.who === 'nobody' ? LEAVING_RETRY_MS : FOREIGN_RETRY_MS,
      }
    : { child, created: false };
}
