import { KubeClient } from '../client/KubeClient';
import { KubeObject } from '../objects/KubeObject';
import { ResourceType } from '../objects/ResourceType';
import { isAlreadyExists } from '../rest/errors';

/** Whether the child has an owner reference with this uid, as controller or not. @public */
export function isOwnedBy(child: KubeObject, uid: string): boolean {
  return (child.metadata.ownerReferences ?? []).some(ref => ref.uid === uid);
}

/** The child to create, and the owner that it must name. @public */
export interface CreateOrAdoptOptions<T extends KubeObject> {
  client: KubeClient;
  resource: ResourceType;
  object: T;
  /** The uid of the owner that the object names. */
  ownerUid: string;
  fieldManager?: string;
  signal?: AbortSignal;
}

/**
 * Creates a child. Where an object of that name exists, it is read: the owner's own (`adopted`, for example after a
 * lost answer) or another's (`clash`, never changed). Rejects on any other failure, also when the existing object was
 * deleted before it was read; then a retry helps.
 *
 * @public
 */
export async function createOrAdopt<T extends KubeObject>(
  options: CreateOrAdoptOptions<T>,
): Promise<{ object: T; outcome: 'created' | 'adopted' | 'clash' }> {
  const { client, resource, object, ownerUid, fieldManager, signal } = options;
  try {
    const created = await client.create(resource, object, {
      fieldManager,
      signal,
    });
    return { object: created, outcome: 'created' };
  } catch (error) {
    if (!isAlreadyExists(error)) {
      throw error;
    }
  }
  const found = await client.get<T>(resource, object.metadata, { signal });
  return {
    object: found,
    outcome: isOwnedBy(found, ownerUid) ? 'adopted' : 'clash',
  };
}
