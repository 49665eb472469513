import { randomUUID } from 'node:crypto';
import { JsonPatchOperation, KubeObject } from '@dpf-portal/kube-controller';
import { JsonPatchError, applyPatch } from 'fast-json-patch';

/**
 * Any object, with whatever fields it has.
 *
 * @public
 */
export type AnyObject = KubeObject & Record<string, unknown>;

/** A change of an object, as a watch reports it. @public */
export interface FakeEvent {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  plural: string;
  object: AnyObject;
}

/**
 * A refusal, as the API server words it.
 *
 * @public
 */
export class FakeRefusal extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    /** As the `details` of a Status. */
    readonly details?: object,
  ) {
    super(message);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 7386. */
export function mergeJson(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) {
    return patch;
  }
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) {
      delete merged[field];
    } else {
      merged[field] = mergeJson(merged[field], value);
    }
  }
  return merged;
}

/**
 * A node that may carry VIPs: it has the label that clusters of the tests select.
 *
 * @public
 */
export const CONTROL_PLANE_NODE: KubeObject = {
  metadata: {
    name: 'host-0',
    labels: { 'node-role.kubernetes.io/control-plane': 'true' },
  },
};

function assertUnchanged(
  { metadata }: AnyObject,
  expected: Partial<KubeObject['metadata']> = {},
): void {
  for (const field of ['resourceVersion', 'uid'] as const) {
    if (expected[field] && expected[field] !== metadata[field]) {
      throw new FakeRefusal(409, 'Conflict', 'the object has been modified');
    }
  }
}

/**
 * The part of an API server's storage that matters to a controller: versions, generations, finalizers, and the garbage
 * collector.
 *
 * @public
 */
export class FakeObjects {
  readonly events: FakeEvent[] = [];
  readonly #objects = new Map<string, AnyObject>();
  readonly #listeners = new Set<(event: FakeEvent) => void>();
  #version = 100;
  #nodePort = 30_000;
  #isDryRun = false;

  get version(): number {
    return this.#version;
  }

  onEvent(listener: (event: FakeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Everything there is, as `plural/namespace/name`. */
  keys(): string[] {
    return [...this.#objects.keys()];
  }

  list(plural: string, namespace?: string): AnyObject[] {
    return [...this.#objects]
      .filter(([key]) =>
        key.startsWith(`${plural}/${namespace ? `${namespace}/` : ''}`),
      )
      .map(([, object]) => object);
  }

  get(plural: string, namespace: string, name: string): AnyObject {
    const object = this.#objects.get(`${plural}/${namespace}/${name}`);
    if (!object) {
      throw new FakeRefusal(404, 'NotFound', `${plural} "${name}" not found`);
    }
    return object;
  }

  create(plural: string, namespace: string, object: KubeObject): AnyObject {
    const { name } = object.metadata;
    if (this.#objects.has(`${plural}/${namespace}/${name}`)) {
      throw new FakeRefusal(
        409,
        'AlreadyExists',
        `${plural} "${name}" already exists`,
      );
    }
    const created: AnyObject = {
      ...object,
      metadata: {
        creationTimestamp: '2026-01-01T00:00:00Z',
        ...object.metadata,
        namespace: namespace || undefined,
        uid: object.metadata.uid ?? randomUUID(),
        generation: 1,
      },
    };
    if (plural === 'services') {
      this.#giveNodePort(created);
    }
    return this.#put(plural, created, 'ADDED');
  }

  patch(
    plural: string,
    ref: { namespace: string; name: string; status?: boolean },
    patch: Record<string, unknown>,
  ): AnyObject {
    const live = this.get(plural, ref.namespace, ref.name);
    const { metadata } = patch as { metadata?: KubeObject['metadata'] };
    assertUnchanged(live, metadata);
    const { status, ...rest } = patch;
    return this.#change(
      plural,
      live,
      mergeJson(live, ref.status ? { status } : rest) as AnyObject,
    );
  }

  jsonPatch(
    plural: string,
    ref: { namespace: string; name: string },
    operations: readonly JsonPatchOperation[],
  ): AnyObject {
    const live = this.get(plural, ref.namespace, ref.name);
    try {
      const { newDocument } = applyPatch(live, [...operations], true, false);
      return this.#change(plural, live, newDocument);
    } catch (error) {
      if (!(error instanceof JsonPatchError)) {
        throw error;
      }
      throw new FakeRefusal(
        422,
        'Invalid',
        'the server rejected our request due to an error in our request',
      );
    }
  }

  /** The answer to a write, of which nothing is kept. */
  dryRun(write: () => AnyObject): AnyObject {
    this.#isDryRun = true;
    try {
      return write();
    } finally {
      this.#isDryRun = false;
    }
  }

  delete(
    plural: string,
    namespace: string,
    name: string,
    preconditions: { uid?: string; resourceVersion?: string } = {},
  ): AnyObject {
    const live = this.get(plural, namespace, name);
    assertUnchanged(live, preconditions);
    if (!live.metadata.finalizers?.length) {
      return this.#remove(plural, live);
    }
    return this.#put(
      plural,
      {
        ...live,
        metadata: {
          ...live.metadata,
          deletionTimestamp: '2026-01-01T01:00:00Z',
        },
      },
      'MODIFIED',
    );
  }

  #change(plural: string, live: AnyObject, next: AnyObject): AnyObject {
    next.metadata.resourceVersion = live.metadata.resourceVersion;
    if (JSON.stringify(next) === JSON.stringify(live)) {
      return live;
    }
    if (JSON.stringify(next.spec) !== JSON.stringify(live.spec)) {
      next.metadata = {
        ...next.metadata,
        generation: (live.metadata.generation ?? 0) + 1,
      };
    }
    if (next.metadata.deletionTimestamp && !next.metadata.finalizers?.length) {
      return this.#remove(plural, next);
    }
    return this.#put(plural, next, 'MODIFIED');
  }

  #giveNodePort(service: AnyObject): void {
    const spec = service.spec as { ports: Array<{ nodePort?: number }> };
    service.spec = {
      ...spec,
      ports: spec.ports.map(port => ({
        nodePort: this.#nodePort++,
        ...port,
      })),
    };
  }

  #put(plural: string, object: AnyObject, type: FakeEvent['type']): AnyObject {
    if (this.#isDryRun) {
      return object;
    }
    const { namespace = '', name } = object.metadata;
    this.#version++;
    const stored = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.#version) },
    };
    this.#objects.set(`${plural}/${namespace}/${name}`, stored);
    this.#emit({ version: this.#version, type, plural, object: stored });
    return stored;
  }

  #remove(plural: string, object: AnyObject): AnyObject {
    if (this.#isDryRun) {
      return object;
    }
    const { namespace = '', name, uid } = object.metadata;
    this.#version++;
    const last = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.#version) },
    };
    this.#objects.delete(`${plural}/${namespace}/${name}`);
    this.#emit({
      version: this.#version,
      type: 'DELETED',
      plural,
      object: last,
    });
    for (const [key, child] of [...this.#objects]) {
      if (child.metadata.ownerReferences?.some(owner => owner.uid === uid)) {
        const [childPlural, ...rest] = key.split('/');
        this.delete(childPlural, rest[0], rest[1]);
      }
    }
    return last;
  }

  #emit(event: FakeEvent): void {
    this.events.push(event);
    for (const listener of [...this.#listeners]) {
      listener(event);
    }
  }
}
