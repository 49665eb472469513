import {
  KubeApiError,
  KubeClient,
  ResourceType,
  isForbidden,
  isGone,
  isNotFound,
  messageOf,
} from '@dpf-portal/kube-controller';
import { ListedObject } from './OwnedObject';

const PAGE = 250;

/** What could not be checked, and why. */
export interface NotChecked {
  /** `management cluster`, or `DPU cluster namespace/name`. */
  place: string;
  /** What was not read: `Secrets in all namespaces`. */
  what: string;
  /** Why: the right that is missing, or what the server answered. */
  reason: string;
}

/** How `kubectl auth can-i` names a resource: `daemonsets.apps`. */
export function qualifiedName({ group, plural }: ResourceType): string {
  return group ? `${plural}.${group}` : plural;
}

/** Each page is handed on and let go, so that a large site costs no memory. */
async function eachPage(
  client: KubeClient,
  resource: ResourceType,
  namespace: string | undefined,
  take: (objects: ListedObject[]) => void,
): Promise<void> {
  let page: string | undefined;
  do {
    const { items, metadata } = await client.list<ListedObject>(resource, {
      namespace,
      limit: PAGE,
      continue: page,
      metadataOnly: true,
    });
    take(items);
    page = metadata.continue;
  } while (page);
}

/** A list of which a page has expired is read once more from its start. What is read twice is the same object. */
async function eachObject(
  client: KubeClient,
  resource: ResourceType,
  namespace: string | undefined,
  take: (object: ListedObject) => void,
): Promise<void> {
  const all = (objects: ListedObject[]) => objects.forEach(take);
  try {
    await eachPage(client, resource, namespace, all);
  } catch (error) {
    if (!isGone(error)) {
      throw error;
    }
    await eachPage(client, resource, namespace, all);
  }
}

function reasonOf(resource: ResourceType, error: unknown): string {
  return isForbidden(error)
    ? `the right “list ${qualifiedName(resource)}” is missing`
    : messageOf(error);
}

/** Whether the server has answered, so that another question is worth asking. */
function isAnswer(error: unknown): boolean {
  return error instanceof KubeApiError;
}

/**
 * Reads the metadata of all objects of a resource, page by page. Where they may not be listed in all namespaces, those of
 * the named namespaces are read.
 *
 * @returns what was not read, and why.
 */
export async function readAllMetadata(options: {
  client: KubeClient;
  place: string;
  resource: ResourceType;
  /** Where to look if not everywhere. */
  namespaces: readonly string[];
  take: (object: ListedObject) => void;
}): Promise<NotChecked[]> {
  const { client, place, resource, namespaces, take } = options;
  try {
    await eachObject(client, resource, undefined, take);
    return [];
  } catch (error) {
    const everywhere = {
      place,
      what: resource.namespaced
        ? `${resource.kind}s in all namespaces`
        : `All ${resource.kind}s`,
      reason: reasonOf(resource, error),
    };
    if (!resource.namespaced || !isForbidden(error)) {
      return [everywhere];
    }
    const read: string[] = [];
    for (const namespace of namespaces) {
      try {
        await eachObject(client, resource, namespace, take);
        read.push(namespace);
      } catch (denied) {
        // A namespace that does not exist has nothing; one that may not be read is among "all namespaces".
        if (!isNotFound(denied) && !isAnswer(denied)) {
          return [everywhere];
        }
      }
    }
    return [
      read.length
        ? {
            ...everywhere,
            what: `${resource.kind}s outside of ${read.join(', ')}`,
          }
        : everywhere,
    ];
  }
}
