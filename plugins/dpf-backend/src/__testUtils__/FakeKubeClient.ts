import {
  KubeApiError,
  KubeObject,
  ObjectRef,
  ResourceType,
} from '@dpf-portal/kube-controller';
import { ClusterConnection } from '../managementClusters/ClusterConnection';

type Json = Record<string, unknown>;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) {
    return patch;
  }
  const result: Json = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else if (value !== undefined) {
      result[key] = merge(result[key], value);
    }
  }
  return result;
}

function refused(status: number, reason: string, message = reason) {
  return new KubeApiError({
    status,
    reason,
    message,
    method: '',
    path: '',
  });
}

/** An API server that holds objects in memory, with versions, uids and dry runs. */
export class FakeKubeClient
  implements Record<keyof ClusterConnection['client'], unknown>
{
  /** Called before each request; what it throws is what the request fails with. */
  before?: (verb: string, resource: ResourceType, name: string) => void;
  /** Called after each write took effect: a throw is a crash right after it. */
  after?: (verb: string, resource: ResourceType, name: string) => void;
  readonly requests: string[] = [];
  readonly #objects = new Map<string, KubeObject>();
  #version = 100;

  /** Everything there is of a resource, as it is stored. */
  all<T extends KubeObject>(plural: string): T[] {
    return [...this.#objects]
      .filter(([key]) => key.split(/[./]/)[0] === plural)
      .map(([, object]) => object as T);
  }

  async get<T extends KubeObject>(
    resource: ResourceType,
    ref: ObjectRef,
    options: { metadataOnly?: boolean } = {},
  ): Promise<T> {
    this.#request('get', resource, ref.name);
    const found = this.#find(resource, ref);
    return (options.metadataOnly ? { metadata: found.metadata } : found) as T;
  }

  async list<T extends KubeObject>(
    resource: ResourceType,
    options: { namespace?: string; labelSelector?: string } = {},
  ): Promise<{ metadata: object; items: T[] }> {
    return { metadata: {}, items: await this.listAll<T>(resource, options) };
  }

  async listAll<T extends KubeObject>(
    resource: ResourceType,
    options: { namespace?: string; labelSelector?: string } = {},
  ): Promise<T[]> {
    this.#request('list', resource, '');
    const [label, value] = options.labelSelector?.split('=') ?? [];
    return this.all<T>(resource.plural).filter(
      ({ metadata }) =>
        (!options.namespace || metadata.namespace === options.namespace) &&
        (!label || metadata.labels?.[label] === value),
    );
  }

  async create<T extends KubeObject>(
    resource: ResourceType,
    object: T,
    options: { dryRun?: boolean } = {},
  ): Promise<T> {
    const { name } = object.metadata;
    this.#request('create', resource, name);
    const key = this.#key(resource, object.metadata);
    if (this.#objects.has(key)) {
      throw refused(409, 'AlreadyExists', `${name} already exists`);
    }
    const stored = this.#stored({
      ...structuredClone(object),
      metadata: {
        ...structuredClone(object.metadata),
        uid: `uid-${this.#version}`,
        creationTimestamp: new Date(0).toISOString(),
      },
    });
    if (!options.dryRun) {
      this.#objects.set(key, stored);
      this.after?.('create', resource, name);
    }
    return stored;
  }

  async mergePatch<T extends KubeObject>(
    resource: ResourceType,
    ref: ObjectRef,
    patch: object,
  ): Promise<T> {
    this.#request('patch', resource, ref.name);
    const found = this.#find(resource, ref);
    const { metadata } = patch as Partial<KubeObject>;
    if (
      metadata?.resourceVersion &&
      metadata.resourceVersion !== found.metadata.resourceVersion
    ) {
      throw refused(409, 'Conflict', 'the object has been modified');
    }
    const stored = this.#stored(merge(found, patch) as T);
    this.#objects.set(this.#key(resource, ref), stored);
    this.after?.('patch', resource, ref.name);
    return stored;
  }

  async delete(
    resource: ResourceType,
    ref: ObjectRef,
    options: { uid?: string; resourceVersion?: string; dryRun?: boolean } = {},
  ): Promise<void> {
    this.#request('delete', resource, ref.name);
    const { metadata } = this.#find(resource, ref);
    if (
      (options.uid && options.uid !== metadata.uid) ||
      (options.resourceVersion &&
        options.resourceVersion !== metadata.resourceVersion)
    ) {
      throw refused(409, 'Conflict', 'the precondition does not hold');
    }
    if (!options.dryRun) {
      this.#objects.delete(this.#key(resource, ref));
      this.after?.('delete', resource, ref.name);
    }
  }

  #request(verb: string, resource: ResourceType, name: string): void {
    this.before?.(verb, resource, name);
    this.requests.push(`${verb} ${resource.plural} ${name}`.trim());
  }

  #find(resource: ResourceType, ref: ObjectRef): KubeObject {
    const found = this.#objects.get(this.#key(resource, ref));
    if (!found) {
      throw refused(404, 'NotFound', `${ref.name} not found`);
    }
    return found;
  }

  #stored<T extends KubeObject>(object: T): T {
    this.#version += 1;
    return {
      ...object,
      metadata: {
        ...object.metadata,
        resourceVersion: String(this.#version),
      },
    };
  }

  #plural({ group, plural }: ResourceType): string {
    return group ? `${plural}.${group}` : plural;
  }

  #key(resource: ResourceType, ref: ObjectRef): string {
    return `${this.#plural(resource)}/${ref.namespace}/${ref.name}`;
  }
}
