import { KubeClient, metadataAccept } from '../client/KubeClient';
import { KubeObject } from '../objects/KubeObject';
import {
  ResourceType,
  apiVersionOf,
  resourcePath,
} from '../objects/ResourceType';
import { KubeUnreachableError } from '../rest/errors';

export interface WatchOptions {
  resource: ResourceType;
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  metadataOnly?: boolean;
  resourceVersion: string;
  timeoutSeconds: number;
  idleTimeoutMs: number;
  signal: AbortSignal;
}

export interface WatchEvent<T> {
  type: string;
  object: T;
}

/**
 * Opens a watch with bookmarks. The outcome is reported to the client's gate. A line that is not JSON was cut off and
 * counts as a lost connection.
 */
export async function openWatch<T extends KubeObject>(
  client: KubeClient,
  options: WatchOptions,
): Promise<{ events: AsyncIterable<WatchEvent<T>>; close(): void }> {
  const { resource, namespace } = options;
  try {
    const stream = await client.transport.stream({
      method: 'GET',
      path: resourcePath(resource, { namespace }),
      query: {
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: options.resourceVersion,
        timeoutSeconds: options.timeoutSeconds,
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
      },
      accept: options.metadataOnly ? metadataAccept('object') : undefined,
      idleTimeoutMs: options.idleTimeoutMs,
      signal: options.signal,
    });
    client.serverGate?.reportSuccess();
    return { events: parse(stream.lines, options), close: stream.close };
  } catch (error) {
    client.serverGate?.reportFailure(error);
    throw error;
  }
}

async function* parse<T extends KubeObject>(
  lines: AsyncIterable<string>,
  { resource, metadataOnly }: WatchOptions,
): AsyncGenerator<WatchEvent<T>> {
  for await (const line of lines) {
    const event = parseLine<T>(line);
    const retype = event.type !== 'ERROR' && metadataOnly;
    yield retype
      ? {
          type: event.type,
          object: {
            ...event.object,
            apiVersion: apiVersionOf(resource),
            kind: resource.kind,
          },
        }
      : event;
  }
}

function parseLine<T>(line: string): WatchEvent<T> {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new KubeUnreachableError('The watch sent a broken line', { cause });
  }
}
