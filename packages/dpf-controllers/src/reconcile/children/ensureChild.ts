import { nameTakenBy } from '@dpf-portal/dpf-model';
import {
  KubeClient,
  KubeObject,
  ResourceType,
  isAlreadyExists,
} from '@dpf-portal/kube-controller';
import { Problem, problemOf } from '../Problem';
import { ReconcileContext } from '../ReconcileContext';

/** A child of ours, or why its name cannot be used. */
export type ChildResult<T> =
  | { child: T; created: boolean; problem?: undefined }
  | { problem: Problem; afterMs: number };

const FOREIGN_RETRY_MS = 30_000;
const LEAVING_RETRY_MS = 1_000;

/**
 * The child under its name: the known one, else a new one, else the one that turns out to be there. One that is not
 * ours is left alone.
 */
export async function ensureChild<T extends KubeObject>(
  context: ReconcileContext,
  options: {
    client: KubeClient;
    resource: ResourceType;
    known: T | undefined;
    build: () => T;
    /** Says of a child without our owner reference that it was made for this cluster all the same. */
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
        // One that is being deleted will be gone in a moment, and without an event where it is not watched.
        afterMs: taken.who === 'nobody' ? LEAVING_RETRY_MS : FOREIGN_RETRY_MS,
      }
    : { child, created: false };
}
