import { ServerGate, WriteGate } from '../gate/ServerGate';
import { KubeList, KubeObject, ObjectRef } from '../objects/KubeObject';
import {
  ResourceType,
  apiVersionOf,
  resourcePath,
} from '../objects/ResourceType';
import { KubeTransport, RestRequest } from '../rest/KubeTransport';
import { GateClosedError, KubeApiError } from '../rest/errors';

/** One operation of a JSON patch (RFC 6902). @public */
export type JsonPatchOperation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string };

/** The `Accept` header that requests metadata only, with whole objects as the fallback. */
export function metadataAccept(what: 'object' | 'list'): string {
  const kind =
    what === 'list' ? 'PartialObjectMetadataList' : 'PartialObjectMetadata';
  return `application/json;as=${kind};v=v1;g=meta.k8s.io,application/json`;
}

// The wording of apimachinery's errors.go for a 422 without details.
const UNFIT_PATCH =
  'the server rejected our request due to an error in our request';

/** How an object was written. @public */
export type WriteVerb = 'create' | 'patch' | 'apply' | 'delete';

/** The transport of a {@link KubeClient}, and the gates that its requests pass. @public */
export interface KubeClientOptions {
  transport: KubeTransport;
  /** Gets the outcome of every request; while it is closed no write is sent. */
  serverGate?: ServerGate;
  /** Called before every write. */
  writeGate?: WriteGate;
  /** The writer's name in `managedFields`. */
  fieldManager?: string;
  /** Called after every write except dry runs, with the server's answer where that is the object. */
  onWritten?: (
    resource: ResourceType,
    object: KubeObject | undefined,
    verb: WriteVerb,
  ) => void;
}

/** The bounds of one request. @public */
export interface RequestOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
  maxBytes?: number;
  /** Skips the queue of requests; see {@link RestRequest.urgent}. */
  urgent?: boolean;
}

/** The options of reading one object. @public */
export interface GetOptions extends RequestOptions {
  /** Ask for `metadata` only, as PartialObjectMetadata. */
  metadataOnly?: boolean;
}

/** The options of a list: selectors and paging. @public */
export interface ListOptions extends GetOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
}

/** The options of a create or a patch. @public */
export interface WriteOptions extends RequestOptions {
  dryRun?: boolean;
  fieldManager?: string;
}

/** The options of a delete: preconditions, propagation and dry run. @public */
export interface DeleteOptions extends RequestOptions {
  /** Only the object with this uid; another one answers 409. */
  uid?: string;
  resourceVersion?: string;
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  dryRun?: boolean;
}

/**
 * Reads and writes objects of any resource, as plain JSON. Objects of a list get `apiVersion` and `kind`, which the
 * server omits there. Rejects as {@link KubeTransport} does, and with {@link GateClosedError} when a gate rejects a
 * write. One class of over 400 lines, since all verbs share the path, the gates and the options of a request.
 *
 * @public
 */
export class KubeClient {
  readonly #options: KubeClientOptions;

  constructor(options: KubeClientOptions) {
    this.#options = options;
  }

  get transport(): KubeTransport {
    return this.#options.transport;
  }

  get serverGate(): ServerGate | undefined {
    return this.#options.serverGate;
  }

  /** The same client over the same transport, with some options replaced. */
  withOptions(
    options: Partial<Omit<KubeClientOptions, 'transport'>>,
  ): KubeClient {
    return new KubeClient({ ...this.#options, ...options });
  }

  async get<T extends KubeObject>(
    resource: ResourceType,
    ref: ObjectRef,
    options: GetOptions = {},
  ): Promise<T> {
    const object = await this.#send<T>({
      method: 'GET',
      path: resourcePath(resource, ref),
      accept: options.metadataOnly ? metadataAccept('object') : undefined,
      ...requestOptions(options),
    });
    return typed(resource, object, options.metadataOnly);
  }

  /** One page. Follow `metadata.continue`, or use {@link KubeClient.listAll}. */
  async list<T extends KubeObject>(
    resource: ResourceType,
    options: ListOptions = {},
  ): Promise<KubeList<T>> {
    const list = await this.#send<KubeList<T>>({
      method: 'GET',
      path: resourcePath(resource, { namespace: options.namespace }),
      query: {
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
        limit: options.limit,
        continue: options.continue,
        resourceVersion: options.resourceVersion,
      },
      accept: options.metadataOnly ? metadataAccept('list') : undefined,
      ...requestOptions(options),
    });
    return {
      metadata: list.metadata ?? {},
      items: (list.items ?? []).map(item =>
        typed(resource, item, options.metadataOnly),
      ),
    };
  }

  /** All objects, page by page; lists once more without pages when a page expires (410). */
  async listAll<T extends KubeObject>(
    resource: ResourceType,
    options: ListOptions = {},
  ): Promise<T[]> {
    const { items } = await this.listPages<T>(resource, options);
    return items;
  }

  /** As {@link KubeClient.listAll}, with the resource version of the list. */
  async listPages<T extends KubeObject>(
    resource: ResourceType,
    options: ListOptions = {},
  ): Promise<KubeList<T>> {
    let page = await this.list<T>(resource, { limit: 500, ...options });
    const { resourceVersion } = page.metadata;
    const items = page.items;
    while (page.metadata.continue) {
      try {
        page = await this.list<T>(resource, {
          limit: 500,
          ...options,
          resourceVersion: undefined,
          continue: page.metadata.continue,
        });
      } catch (error) {
        if ((error as { status?: unknown }).status !== 410) {
          throw error;
        }
        return this.list<T>(resource, { ...options, limit: undefined });
      }
      items.push(...page.items);
    }
    return { metadata: { resourceVersion }, items };
  }

  async create<T extends KubeObject>(
    resource: ResourceType,
    object: T,
    options: WriteOptions = {},
  ): Promise<T> {
    const { namespace } = object.metadata;
    return this.#write<T>(resource, 'create', options.dryRun, {
      method: 'POST',
      path: resourcePath(resource, { namespace }),
      query: this.#writeQuery(options),
      body: object,
      ...requestOptions(options),
    });
  }

  /**
   * A JSON merge patch. With `metadata.resourceVersion` in the patch, the server rejects it (409) when the object has
   * changed; with `metadata.uid`, it rejects it (422) when the object was recreated.
   */
  async mergePatch<T extends KubeObject>(
    resource: ResourceType,
    ref: ObjectRef,
    patch: object,
    options: WriteOptions & { subresource?: 'status' } = {},
  ): Promise<T> {
    return this.#write<T>(resource, 'patch', options.dryRun, {
      method: 'PATCH',
      path: resourcePath(resource, {
        ...ref,
        subresource: options.subresource,
      }),
      query: this.#writeQuery(options),
      body: patch,
      contentType: 'application/merge-patch+json',
      ...requestOptions(options),
    });
  }

  /**
   * A JSON patch, for a list of which this writer owns only some entries. Rejected (409) when the object has changed
   * since `resourceVersion`.
   */
  async jsonPatch<T extends KubeObject>(
    resource: ResourceType,
    ref: ObjectRef,
    operations: readonly JsonPatchOperation[],
    options: WriteOptions & { resourceVersion: string; subresource?: 'status' },
  ): Promise<T> {
    const { resourceVersion, subresource } = options;
    try {
      return await this.#write<T>(resource, 'patch', options.dryRun, {
        method: 'PATCH',
        path: resourcePath(resource, { ...ref, subresource }),
        query: this.#writeQuery(options),
        body: [
          {
            op: 'test',
            path: '/metadata/resourceVersion',
            value: resourceVersion,
          },
          ...operations,
        ],
        contentType: 'application/json-patch+json',
        ...requestOptions(options),
      });
    } catch (error) {
      throw isUnfitPatch(error) ? conflictOf(error) : error;
    }
  }

  /** Server-side apply. It creates what does not exist, unless `metadata.uid` is set. */
  async apply<T extends KubeObject>(
    resource: ResourceType,
    object: T,
    options: RequestOptions & {
      fieldManager: string;
      force?: boolean;
      dryRun?: boolean;
    },
  ): Promise<T> {
    return this.#write<T>(resource, 'apply', options.dryRun, {
      method: 'PATCH',
      path: resourcePath(resource, object.metadata),
      query: {
        ...this.#writeQuery(options),
        force: options.force ? true : undefined,
      },
      body: {
        apiVersion: apiVersionOf(resource),
        kind: resource.kind,
        ...object,
      },
      contentType: 'application/apply-patch+yaml',
      ...requestOptions(options),
    });
  }

  /**
   * Resolves when the deletion is accepted; an object with finalizers still exists then. All options are sent in the
   * body: where there is a body, the API server ignores those of the query, so a dry run in the query would delete.
   */
  async delete(
    resource: ResourceType,
    ref: ObjectRef,
    options: DeleteOptions = {},
  ): Promise<void> {
    const { uid, resourceVersion, propagationPolicy } = options;
    const preconditions =
      uid || resourceVersion ? { uid, resourceVersion } : undefined;
    await this.#write(resource, 'delete', options.dryRun, {
      method: 'DELETE',
      path: resourcePath(resource, ref),
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        dryRun: options.dryRun ? ['All'] : undefined,
        preconditions,
        propagationPolicy,
      },
      ...requestOptions(options),
    });
  }

  /** Any other request, such as discovery, access reviews and `/readyz`. Passes no write gate. */
  async raw<T>(
    method: string,
    path: string,
    body?: unknown,
    options: Omit<RestRequest, 'method' | 'path' | 'body'> = {},
  ): Promise<T> {
    return this.#send<T>({ ...options, method, path, body });
  }

  /** Throws {@link GateClosedError} when a write would be rejected now. */
  assertWritable(): void {
    const { serverGate, writeGate } = this.#options;
    if (serverGate && !serverGate.isOpen()) {
      throw new GateClosedError(
        `The API server is unreachable: ${serverGate.reason ?? 'no answer'}`,
      );
    }
    writeGate?.();
  }

  #writeQuery(options: WriteOptions): RestRequest['query'] {
    return {
      fieldManager: options.fieldManager ?? this.#options.fieldManager,
      dryRun: options.dryRun ? 'All' : undefined,
    };
  }

  async #write<T extends KubeObject>(
    resource: ResourceType,
    verb: WriteVerb,
    dryRun: boolean | undefined,
    request: RestRequest,
  ): Promise<T> {
    this.assertWritable();
    const answer = await this.#send<T>({
      ...request,
      // Checked again right before sending: the request may have waited for longer than a Lease lasts.
      admit: () => this.assertWritable(),
    });
    if (!dryRun) {
      const isObject = answer?.kind !== 'Status' && answer?.metadata?.name;
      this.#options.onWritten?.(resource, isObject ? answer : undefined, verb);
    }
    return answer;
  }

  async #send<T>(request: RestRequest): Promise<T> {
    const { transport, serverGate } = this.#options;
    try {
      const answer = await transport.request<T>(request);
      serverGate?.reportSuccess();
      return answer;
    } catch (error) {
      serverGate?.reportFailure(error);
      throw error;
    }
  }
}

/** Whether the patch did not fit the stored object. Validation and admission errors have another wording. */
function isUnfitPatch(error: unknown): error is KubeApiError {
  return (
    error instanceof KubeApiError &&
    error.status === 422 &&
    error.message.startsWith(UNFIT_PATCH)
  );
}

function conflictOf({ method, path, message }: KubeApiError): KubeApiError {
  return new KubeApiError({
    status: 409,
    reason: 'Conflict',
    method,
    path,
    message: `The object has changed since it was read: ${message}`,
  });
}

function requestOptions(options: RequestOptions) {
  const { signal, timeoutMs, maxBytes, urgent } = options;
  return { signal, timeoutMs, maxBytes, urgent };
}

function typed<T extends KubeObject>(
  resource: ResourceType,
  object: T,
  metadataOnly = false,
): T {
  return object.kind && !metadataOnly
    ? object
    : { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind };
}
