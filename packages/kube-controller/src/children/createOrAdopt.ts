import { KubeClient } from '../client';
import { KubeObject, ResourceType } from '../objects';
import { isAlreadyExists } from '../rest';
import { isOwnedBy } from './isOwnedBy';

/** @public */
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
 * Creates a child. Where one of that name exists it is read: ours (`adopted`, as after a lost
 * answer) or somebody else's (`clash`, never touched). Rejects on any other failure; also when the
 * other object has gone in between, which is worth a retry.
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
