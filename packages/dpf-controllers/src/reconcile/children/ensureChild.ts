import { groupOf } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  KubeClient,
  KubeObject,
  ResourceType,
  isAlreadyExists,
  isOwnedBy,
} from '@dpf-portal/kube-controller';
import { Problem } from '../Problem';
import { ReconcileContext, identityOf } from '../ReconcileContext';

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
  const { uid } = identityOf(context.cluster);
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
  const ours = isOwnedBy(child, uid) || options.adopts?.(child);
  if (ours && !child.metadata.deletionTimestamp) {
    return { child, created: false };
  }
  return taken(context, resource, child);
}

/** Why a child that is not ours stands in the way. */
export function taken(
  context: ReconcileContext,
  resource: ResourceType,
  child: KubeObject,
): { problem: Problem; afterMs: number } {
  const { uid } = identityOf(context.cluster);
  const { name, ownerReferences = [] } = child.metadata;
  const owner = ownerReferences.find(({ kind }) => kind === 'DPUCluster');
  const leaving =
    child.metadata.deletionTimestamp !== undefined ||
    isOwnedBy(child, uid) ||
    (owner !== undefined && !context.world.clusterByUid(owner.uid));
  const what = `The ${resource.kind} ${name}`;
  if (leaving) {
    return {
      problem: {
        reason: 'ChildNameTaken',
        message: `${what} of an earlier cluster of this name is still being deleted.`,
      },
      afterMs: LEAVING_RETRY_MS,
    };
  }
  const whose = owner
    ? `belongs to the DPUCluster ${owner.name} of ${groupOf(owner)}`
    : 'belongs to somebody else';
  return {
    problem: {
      reason: 'ChildNameTaken',
      message: `${what} ${whose}; this cluster needs another name.`,
    },
    afterMs: FOREIGN_RETRY_MS,
  };
}
