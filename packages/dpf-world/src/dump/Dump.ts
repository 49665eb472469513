import {
  KubeObject,
  ResourceType,
  objectKey,
} from '@dpf-portal/kube-controller';
import { DUMP_KINDS, DumpKind, kindOf, resourceName } from './dumpKinds';
import { isOlder } from './isOlder';

/** One document of a dump: an object, or a list of them. @public */
export interface DumpDocument {
  value: unknown;
  /**
   * Where the file's name says so, the resource of which it has every object of the management cluster, as
   * `daemonsets.apps`.
   */
  allOf?: string;
  /** The namespace that the place of the file names, as `kubectl cluster-info dump` places it. */
  namespace?: string;
}

/** How many objects of a kind the dump has. @public */
export interface DumpCount {
  /** `nodes`, `daemonsets.apps`. */
  resource: string;
  kind: string;
  count: number;
}

/** Deeper than any list of lists is. */
const MOST_LISTS = 4;
const TIMES = new Set([
  'creationTimestamp',
  'lastTransitionTime',
  'lastHeartbeatTime',
  'lastUpdateTime',
  'lastProbeTime',
  'lastTimestamp',
  'eventTime',
  'renewTime',
  'startTime',
  'startedAt',
  'finishedAt',
  'time',
]);
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function groupIn(apiVersion: string): string {
  const [group, version] = apiVersion.split('/');
  return version === undefined ? '' : group;
}

/** What is known of the objects of one kind. */
class ObjectsOfKind {
  readonly objects = new Map<string, KubeObject>();
  /** Every object of the kind is in the dump, so what is not there does not exist. */
  isComplete = false;
  /** Namespaces of which the dump has objects, or an empty list. */
  readonly namespaces = new Set<string>();

  /** False for a copy of an object that is there already, whichever of the two is kept. */
  add(object: KubeObject): boolean {
    const key = objectKey(object);
    const known = this.objects.get(key);
    if (!known || isOlder(known, object)) {
      this.objects.set(key, object);
    }
    this.namespaces.add(object.metadata.namespace ?? '');
    return known === undefined;
  }
}

/**
 * The objects of a management cluster, as `kubectl get -o yaml` or a collection of files has them: read, with each object
 * once. Secrets are not kept.
 *
 * @public
 */
export class Dump {
  readonly #kinds = new Map<DumpKind, ObjectsOfKind>();
  readonly #ignored = new Map<string, number>();
  #copies = 0;
  #latest = 0;
  #noObjects = 0;

  /** Reads the documents. What is no Kubernetes object is counted. */
  static of(
    documents: Iterable<DumpDocument>,
    options: {
      /** Milliseconds since the epoch. A later time in the dump comes from a wrong clock, and does not count. */
      notAfter?: number;
    } = {},
  ): Dump {
    const dump = new Dump(options.notAfter ?? Infinity);
    for (const document of documents) {
      dump.#read(document, document.value, undefined, 0);
    }
    return dump;
  }

  readonly #notAfter: number;

  private constructor(notAfter: number) {
    this.#notAfter = notAfter;
  }

  /** The objects of a kind. */
  list(kind: DumpKind): readonly KubeObject[] {
    return [...(this.#kinds.get(kind)?.objects.values() ?? [])];
  }

  /** Whether every object of the kind is in the dump. */
  isComplete(kind: DumpKind): boolean {
    return this.#kinds.get(kind)?.isComplete ?? false;
  }

  /** Whether the dump has objects of the kind, or says that there are none. With a namespace: in that one. */
  has(kind: DumpKind, namespace?: string): boolean {
    const found = this.#kinds.get(kind);
    return (
      found !== undefined &&
      (found.isComplete ||
        namespace === undefined ||
        found.namespaces.has(namespace))
    );
  }

  /** How many objects were read, by kind, in a fixed order. */
  get counts(): DumpCount[] {
    return DUMP_KINDS.flatMap(kind => {
      const found = this.#kinds.get(kind);
      const { resource } = kind;
      return found
        ? [
            {
              resource: resourceName(resource),
              kind: resource.kind,
              count: found.objects.size,
            },
          ]
        : [];
    });
  }

  /** Objects of other kinds, by kind. */
  get ignored(): Record<string, number> {
    return Object.fromEntries(
      [...this.#ignored].sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }

  /** How many objects were there more than once. */
  get copies(): number {
    return this.#copies;
  }

  /** How many documents are no Kubernetes objects. */
  get noObjects(): number {
    return this.#noObjects;
  }

  /** The latest time in the dump, milliseconds since the epoch; `undefined` where it has none. */
  get latest(): number | undefined {
    return this.#latest || undefined;
  }

  /**
   * The same dump with some objects added or replaced. In the namespaces of those that are added nothing else is assumed to
   * be: otherwise a namespace that the dump does not cover would make its kinds unknown.
   */
  with(objects: readonly KubeObject[]): Dump {
    const dump = new Dump(this.#notAfter);
    for (const [kind, found] of this.#kinds) {
      const copy = new ObjectsOfKind();
      copy.isComplete = found.isComplete;
      found.objects.forEach((object, key) => copy.objects.set(key, object));
      found.namespaces.forEach(namespace => copy.namespaces.add(namespace));
      dump.#kinds.set(kind, copy);
    }
    for (const object of objects) {
      const kind = kindOf(groupIn(object.apiVersion ?? ''), object.kind ?? '');
      if (kind) {
        dump.#of(kind).objects.set(objectKey(object), object);
        for (const found of dump.#kinds.values()) {
          found.namespaces.add(object.metadata.namespace ?? '');
        }
      }
    }
    dump.#latest = this.#latest;
    return dump;
  }

  #of(kind: DumpKind): ObjectsOfKind {
    let found = this.#kinds.get(kind);
    if (!found) {
      found = new ObjectsOfKind();
      this.#kinds.set(kind, found);
    }
    return found;
  }

  #read(
    document: DumpDocument,
    value: unknown,
    /** Of the list around it, whose items may have no type of their own. */
    listed: { apiVersion: string; kind: string } | undefined,
    depth: number,
  ): void {
    const fields = fieldsOf(value);
    if (!fields) {
      this.#noObjects += value === null || value === undefined ? 0 : 1;
      return;
    }
    const kind = textOf(fields.kind) ?? listed?.kind;
    const apiVersion = textOf(fields.apiVersion) ?? listed?.apiVersion;
    const { items } = fields;
    if (Array.isArray(items) && (kind === undefined || kind.endsWith('List'))) {
      if (depth < MOST_LISTS) {
        this.#readList(document, items, { kind, apiVersion }, depth);
      }
      return;
    }
    const metadata = fieldsOf(fields.metadata);
    const name = textOf(metadata?.name);
    if (!kind || !apiVersion || !metadata || !name) {
      this.#noObjects += 1;
      return;
    }
    this.#add(fields, metadata, { apiVersion, kind, name });
  }

  #readList(
    document: DumpDocument,
    items: readonly unknown[],
    {
      kind = 'List',
      apiVersion = 'v1',
    }: { kind?: string; apiVersion?: string },
    depth: number,
  ): void {
    // A list of kubectl is of kind List; one of the API server names what it lists.
    const item = kind === 'List' ? undefined : kind.slice(0, -'List'.length);
    for (const value of items) {
      this.#read(
        document,
        value,
        item === undefined ? undefined : { apiVersion, kind: item },
        depth + 1,
      );
    }
    const { allOf, namespace } = document;
    const ofFile = DUMP_KINDS.find(
      ({ resource }) => resourceName(resource) === allOf,
    );
    if (ofFile) {
      this.#of(ofFile).isComplete = true;
    }
    const ofList = item && kindOf(groupIn(apiVersion), item);
    if (ofList && (namespace !== undefined || !ofList.resource.namespaced)) {
      this.#of(ofList).namespaces.add(
        ofList.resource.namespaced ? namespace ?? '' : '',
      );
    }
    if (item === undefined) {
      this.#noteWholeKinds(items);
    }
  }

  /** A list of kubectl with objects of several namespaces was asked for with `-A`. */
  #noteWholeKinds(items: readonly unknown[]): void {
    const namespaces = new Map<DumpKind, Set<string>>();
    for (const value of items) {
      const fields = fieldsOf(value);
      const kind = kindOf(
        groupIn(textOf(fields?.apiVersion) ?? ''),
        textOf(fields?.kind) ?? '',
      );
      const namespace = textOf(fieldsOf(fields?.metadata)?.namespace);
      if (kind && namespace) {
        const known = namespaces.get(kind) ?? new Set();
        namespaces.set(kind, known.add(namespace));
      }
    }
    for (const [kind, found] of namespaces) {
      if (found.size > 1) {
        this.#of(kind).isComplete = true;
      }
    }
  }

  #add(
    fields: Fields,
    metadata: Fields,
    type: { apiVersion: string; kind: string; name: string },
  ): void {
    this.#noteTimes(fields, 0);
    const { apiVersion, kind, name } = type;
    const known = kindOf(groupIn(apiVersion), kind);
    const namespace = textOf(metadata.namespace);
    if (!known || (known.resource.namespaced && !namespace)) {
      this.#ignored.set(kind, (this.#ignored.get(kind) ?? 0) + 1);
      return;
    }
    const object: KubeObject = {
      ...fields,
      apiVersion,
      kind,
      metadata: { ...metadata, name },
    };
    if (!this.#of(known).add(object)) {
      this.#copies += 1;
    }
  }

  /** Only of fields that tell of something that has happened: an expiry lies in the future. */
  #noteTimes(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null || depth > 20) {
      return;
    }
    for (const [name, each] of Object.entries(value)) {
      if (typeof each !== 'string') {
        this.#noteTimes(each, depth + 1);
      } else if (TIMES.has(name) && RFC_3339.test(each)) {
        const at = Date.parse(each);
        if (at > this.#latest && at <= this.#notAfter) {
          this.#latest = at;
        }
      }
    }
  }
}

/** The kind of a resource, by group and plural; `undefined`: it is not read. */
export function kindOfResource({
  group,
  plural,
}: Pick<ResourceType, 'group' | 'plural'>): DumpKind | undefined {
  return DUMP_KINDS.find(
    ({ resource }) => resource.group === group && resource.plural === plural,
  );
}
