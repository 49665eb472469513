import {
  Finding,
  nameTakenBy,
  ownerReferenceTo,
  ownershipOf,
} from '@dpf-portal/dpf-model';
import {
  KubeClient,
  KubeObject,
  ResourceType,
  isAlreadyExists,
  isForbidden,
} from '@dpf-portal/kube-controller';
import { Problem, ReconcileContext, problemOf } from './ReconcileContext';
import { recordEvent } from './status/writeStatus';

/** Our child, or the reason why its name cannot be used. */
export type ChildResult<T> =
  | { child: T; created: boolean; problem?: undefined }
  | { problem: Problem; afterMs: number };

const FOREIGN_RETRY_MS = 30_000;
const LEAVING_RETRY_MS = 1_000;

/** A child that is being deleted is usually gone soon, without an event if it is not watched. */
export function takenRetryMs({ who }: Finding): number {
  return who === 'nobody' ? LEAVING_RETRY_MS : FOREIGN_RETRY_MS;
}

/**
 * Makes the cluster the owner of a child that has none, if it is still the same child and still has none. The version
 * of the child covers the second.
 */
export async function adopt<T extends KubeObject>(
  context: ReconcileContext,
  client: KubeClient,
  resource: ResourceType,
  child: T,
): Promise<T> {
  const { uid, resourceVersion = '', name } = child.metadata;
  const adopted = await client.jsonPatch<T>(
    resource,
    child.metadata,
    [
      { op: 'test', path: '/metadata/uid', value: uid },
      {
        op: 'add',
        path: '/metadata/ownerReferences',
        value: [ownerReferenceTo(context.cluster)],
      },
    ],
    { resourceVersion },
  );
  await recordEvent(context, ['kamaji'], {
    type: 'Normal',
    reason: 'Adopted',
    note: `${resource.kind} ${name} had no owner and is plainly this cluster's. The cluster owns it again.`,
  });
  return adopted;
}

/**
 * Returns the child of this name: the known one, else a new one, else one that already exists. A child without an owner
 * that is plainly the cluster's is adopted. A child of somebody else is not changed.
 */
export async function ensureChild<T extends KubeObject>(
  context: ReconcileContext,
  options: {
    client: KubeClient;
    resource: ResourceType;
    known: T | undefined;
    build: () => T;
    /** A child without an owner is used even where it may not be adopted. */
    isUsedUnowned?: boolean;
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
  const taken = nameTakenBy(cluster, world, resource.kind, child);
  if (taken) {
    return {
      problem: problemOf(taken),
      afterMs: takenRetryMs(taken),
    };
  }
  if (ownershipOf(cluster, world, resource.kind, child) !== 'orphan') {
    return { child, created: false };
  }
  try {
    const adopted = await adopt(context, client, resource, child);
    return { child: adopted, created: false };
  } catch (error) {
    if (!options.isUsedUnowned || !isForbidden(error)) {
      throw error;
    }
    context.logger.debug(
      `${resource.kind} ${child.metadata.name} has no owner and may not be patched here; it is used as it is`,
    );
    return { child, created: false };
  }
}
