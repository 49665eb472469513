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
 * Makes the garbage collector take the child with the cluster. Not a controller reference: a foreign one on its Service
 * blocks Kamaji for ever.
 */
export function ownerReference(cluster: DpuCluster): OwnerReference {
  return {
    apiVersion: cluster.apiVersion ?? '',
    kind: cluster.kind ?? 'DPUCluster',
    name: cluster.metadata.name,
    uid: cluster.metadata.uid ?? '',
  };
}

/**
 * Remembers which of our writes something else rewrote at once, a mutating webhook for one. Writing the same again would
 * be a fight without end.
 */
export class Rewrites {
  readonly #remembered = new Map<string, string>();

  remember(uid: string, resourceVersion: string, wantedHash: string): void {
    this.#remembered.set(uid, `${resourceVersion}/${wantedHash}`);
  }

  /** True while the object is still as it was made of our last write. */
  isKnown(uid: string, resourceVersion: string, wantedHash: string): boolean {
    return this.#remembered.get(uid) === `${resourceVersion}/${wantedHash}`;
  }

  forget(uid: string): void {
    this.#remembered.delete(uid);
  }
}

const KNOWN_FOR_MS = 30 * 60_000;

/**
 * Remembers which object of a cluster may not be changed from here. To ask again at each pass would be in vain; rights may
 * be given meanwhile, so after half an hour it is worth a try.
 */
export class Refusals {
  readonly #remembered = new Map<string, { object: string; until: number }>();

  /** `now` is monotonic milliseconds, here as below. */
  remember(
    clusterUid: string,
    object: { uid?: string; resourceVersion?: string },
    now: number,
  ): void {
    this.#remembered.set(clusterUid, {
      object: versionOf(object),
      until: now + KNOWN_FOR_MS,
    });
  }

  /** True while the object is as it was when the change was refused, for half an hour at most. */
  isKnown(
    clusterUid: string,
    object: { uid?: string; resourceVersion?: string },
    now: number,
  ): boolean {
    const known = this.#remembered.get(clusterUid);
    return known?.object === versionOf(object) && now < known.until;
  }

  forget(clusterUid: string): void {
    this.#remembered.delete(clusterUid);
  }
}

function versionOf(object: { uid?: string; resourceVersion?: string }): string {
  return `${object.uid}/${object.resourceVersion}`;
}

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
