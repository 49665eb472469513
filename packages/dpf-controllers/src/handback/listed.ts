import {
  KubeClient,
  KubeObject,
  ResourceType,
  isForbidden,
} from '@dpf-portal/kube-controller';

/** All objects of a kind; `undefined` where they may not be listed. */
export async function listed<T extends KubeObject>(
  client: KubeClient,
  resource: ResourceType,
): Promise<T[] | undefined> {
  try {
    return await client.listAll<T>(resource);
  } catch (error) {
    if (isForbidden(error)) {
      return undefined;
    }
    throw error;
  }
}
