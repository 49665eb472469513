import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { JsonPatchOperation, KubeObject } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { AnyObject, FakeEvent, FakeObjects, FakeRefusal } from './FakeObjects';
import {
  DPU_CLUSTER_SCHEMA,
  FAKE_RESOURCES,
  fakeDiscovery,
} from './fakeDiscovery';

/**
 * A write as the server took it, or refused it.
 *
 * @public
 */
export interface RecordedWrite {
  verb: 'create' | 'patch' | 'apply' | 'delete';
  plural: string;
  group: string;
  namespace: string;
  name: string;
  status: boolean;
  dryRun: boolean;
  code: number;
}

/**
 * What a SelfSubjectAccessReview asks about.
 *
 * @public
 */
export interface AskedRight {
  verb: string;
  group: string;
  resource: string;
  namespace?: string;
  name?: string;
}

interface Target {
  group: string;
  plural: string;
  namespace: string;
  name: string;
  status: boolean;
}

/** An object, a merge patch, the options of a deletion, or a JSON patch. */
type Body = Record<string, unknown> | JsonPatchOperation[];

/** What the body of a DELETE says. */
interface DeleteOptions {
  dryRun?: string[];
  preconditions?: { uid?: string; resourceVersion?: string };
}

/** A request, taken apart. */
interface Asked {
  url: URL;
  target?: Target;
  verb?: RecordedWrite['verb'];
  body: Body;
}

interface AccessReview {
  spec: { resourceAttributes: AskedRight };
}

const REVIEWS = 'selfsubjectaccessreviews';

const VERBS: Record<string, RecordedWrite['verb'] | undefined> = {
  POST: 'create',
  PATCH: 'patch',
  DELETE: 'delete',
};

/**
 * An API server in memory, on loopback, over plain HTTP: lists, watches, merge patches and JSON patches with
 * preconditions, dry runs, finalizers, owner references. For tests that count and order writes. One class
 * of over 400 lines, since all verbs act on the same objects and watches.
 *
 * @public
 */
export class FakeApiServer {
  readonly objects = new FakeObjects();
  #answers = 0;
  readonly writes: RecordedWrite[] = [];
  /** Every request for objects but watches: `verb plural namespace/name`. */
  readonly requests: string[] = [];
  /** What was listed: `plural namespace`, and `metadata` where only that was asked for. */
  readonly lists: string[] = [];
  /** The paths asked for that are no resource, in order. */
  readonly discoveries: string[] = [];
  /** API groups, and single resources as `plural.group`, that are not served for now. */
  readonly hiddenGroups = new Set<string>();
  /** Of DPUCluster, in every group. */
  dpuClusterSchema = DPU_CLUSTER_SCHEMA;
  /** Plurals that may not be read. */
  readonly forbidden = new Set<string>();
  /** Plurals whose watches miss what happens now. */
  readonly unwatched = new Set<string>();
  /** Refuses what it throws for. */
  admit: (
    verb: RecordedWrite['verb'],
    plural: string,
    object: AnyObject,
  ) => void = () => {};
  /** A write waits for what it returns; one whose client leaves meanwhile has no effect. */
  hold: (
    verb: RecordedWrite['verb'],
    plural: string,
  ) => Promise<void> | undefined = () => undefined;
  /** Whether the client has a right that it asks about. */
  grants: (right: AskedRight) => boolean = ({ resource }) =>
    !this.forbidden.has(resource);
  /** How many requests were for something forbidden. */
  refused = 0;
  readonly #server: http.Server;
  readonly #watches = new Set<http.ServerResponse>();

  static async start(port = 0): Promise<FakeApiServer> {
    const fake = new FakeApiServer();
    await new Promise<void>(resolve => {
      fake.#server.listen(port, '127.0.0.1', resolve);
    });
    return fake;
  }

  private constructor() {
    this.#server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => this.#serve(request, response, chunks));
    });
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  kubeConfig(): KubeConfig {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name: 'fake', server: this.url, skipTLSVerify: true },
      { name: 'tester' },
    );
    return kubeConfig;
  }

  /** Writes to everything but Leases, as `verb plural[/status] name`. */
  writeLog(): string[] {
    return this.writes
      .filter(({ plural }) => plural !== 'leases')
      .map(
        ({ verb, plural, status, name }) =>
          `${verb} ${plural}${status ? '/status' : ''} ${name}`,
      );
  }

  /** Takes away the right to read these plurals; who watches notices at once. */
  forbid(...plurals: string[]): void {
    plurals.forEach(plural => this.forbidden.add(plural));
    this.#cutWatches();
  }

  async stop(): Promise<void> {
    this.#cutWatches();
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #cutWatches(): void {
    for (const watch of this.#watches) {
      watch.destroy();
    }
  }

  #serve(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    chunks: Buffer[],
  ): void {
    const url = new URL(request.url ?? '/', 'http://fake');
    const text = Buffer.concat(chunks).toString();
    const body: Body = text ? JSON.parse(text) : {};
    const target = parsePath(url.pathname);
    const verb = VERBS[request.method ?? ''];
    if (target && !url.searchParams.get('watch')) {
      const { plural, namespace, name } = target;
      const asked = verb ?? (name ? 'get' : 'list');
      this.requests.push(
        `${asked} ${plural} ${namespace}/${name || nameIn(body)}`,
      );
    }
    const held = target && verb && this.hold(verb, key(target));
    if (held) {
      void held.then(() => {
        if (!request.socket.destroyed) {
          this.#answerTo(request, response, { url, target, verb, body });
        }
      });
    } else {
      this.#answerTo(request, response, { url, target, verb, body });
    }
  }

  #answerTo(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    { url, target, verb, body }: Asked,
  ): void {
    try {
      if (target && this.forbidden.has(target.plural)) {
        this.refused++;
        throw new FakeRefusal(
          403,
          'Forbidden',
          `${target.plural} is forbidden`,
        );
      } else if (!target) {
        this.discoveries.push(url.pathname);
        this.#answer(
          response,
          200,
          fakeDiscovery(url.pathname, this.hiddenGroups, this.dpuClusterSchema),
        );
      } else if (url.searchParams.get('watch')) {
        this.#watch(response, target, url.searchParams);
      } else if (target.plural === REVIEWS) {
        const { resourceAttributes } =
          (body as Partial<AccessReview>).spec ?? {};
        const allowed =
          resourceAttributes !== undefined && this.grants(resourceAttributes);
        this.#answer(response, 201, { ...body, status: { allowed } });
      } else if (verb) {
        const isApply =
          request.headers['content-type']?.includes('apply-patch');
        this.#write(response, isApply ? 'apply' : verb, target, body, {
          dryRun: isDryRun(url, body),
        });
      } else {
        const accept = request.headers.accept ?? '';
        const metadataOnly = accept.includes('PartialObjectMetadata');
        if (!target.name) {
          this.lists.push(
            `${target.plural} ${target.namespace}${
              metadataOnly ? ' metadata' : ''
            }`,
          );
        }
        this.#answer(response, 200, this.#read(target, url.searchParams));
      }
    } catch (error) {
      const refusal =
        error instanceof FakeRefusal
          ? error
          : new FakeRefusal(500, 'InternalError', String(error));
      if (target && verb) {
        const dryRun = isDryRun(url, body);
        this.#record(verb, target, body, { dryRun, code: refusal.code });
      }
      this.#answer(response, refusal.code, {
        kind: 'Status',
        status: 'Failure',
        code: refusal.code,
        reason: refusal.reason,
        message: refusal.message,
        details: refusal.details,
      });
    }
  }

  #write(
    response: http.ServerResponse,
    verb: RecordedWrite['verb'],
    target: Target,
    body: Body,
    { dryRun }: { dryRun: boolean },
  ): void {
    this.admit(verb, key(target), body as AnyObject);
    const write = () => this.#change(verb, target, body);
    const result = dryRun ? this.objects.dryRun(write) : write();
    const code = verb === 'create' ? 201 : 200;
    this.#record(verb, target, body, { dryRun, code });
    this.#answer(response, code, typed(target.plural, result));
  }

  #change(verb: RecordedWrite['verb'], target: Target, body: Body): AnyObject {
    const { namespace, name, status } = target;
    if (verb === 'create') {
      return this.objects.create(key(target), namespace, body as AnyObject);
    }
    if (verb === 'delete') {
      const { preconditions } = body as DeleteOptions;
      return this.objects.delete(key(target), namespace, name, preconditions);
    }
    return Array.isArray(body)
      ? this.objects.jsonPatch(key(target), target, body)
      : this.objects.patch(key(target), { namespace, name, status }, body);
  }

  #record(
    verb: RecordedWrite['verb'],
    { group, plural, namespace, name, status }: Target,
    body: Body,
    outcome: Pick<RecordedWrite, 'dryRun' | 'code'>,
  ): void {
    this.writes.push({
      verb,
      group,
      plural,
      namespace,
      name: name || nameIn(body),
      status,
      ...outcome,
    });
  }

  #read(target: Target, query: URLSearchParams): unknown {
    const { namespace, name, plural } = target;
    if (name) {
      return typed(plural, this.objects.get(key(target), namespace, name));
    }
    const items = this.objects
      .list(key(target), namespace)
      .filter(object => selected(object, selectorsOf(query)));
    return {
      kind: 'List',
      metadata: { resourceVersion: String(this.objects.version) },
      items: items.map(item => typed(plural, item)),
    };
  }

  #watch(
    response: http.ServerResponse,
    target: Target,
    query: URLSearchParams,
  ): void {
    const since = Number(query.get('resourceVersion') ?? 0);
    const selectors = selectorsOf(query);
    const send = (event: FakeEvent) => {
      const { namespace } = event.object.metadata;
      if (
        event.plural === key(target) &&
        !this.unwatched.has(target.plural) &&
        (!target.namespace || target.namespace === namespace) &&
        selected(event.object, selectors)
      ) {
        const object = typed(target.plural, event.object);
        response.write(`${JSON.stringify({ type: event.type, object })}\n`);
      }
    };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    this.objects.events.filter(({ version }) => version > since).forEach(send);
    const unsubscribe = this.objects.onEvent(send);
    this.#watches.add(response);
    response.on('close', () => {
      unsubscribe();
      this.#watches.delete(response);
    });
  }

  #answer(response: http.ServerResponse, code: number, body: unknown): void {
    this.#answers += 1;
    response.writeHead(code, {
      'content-type': 'application/json',
      'audit-id': `audit-${this.#answers}`,
    });
    response.end(JSON.stringify(body));
  }
}

function nameIn(body: Body): string {
  const { metadata } = body as { metadata?: KubeObject['metadata'] };
  return metadata?.name ?? '';
}

function isDryRun(url: URL, body: Body): boolean {
  return (
    url.searchParams.get('dryRun') === 'All' ||
    (body as DeleteOptions).dryRun?.includes('All') === true
  );
}

/** Distinguishes DPUClusters and DPUs of the two groups. */
function key({ group, plural }: { group: string; plural: string }): string {
  return plural.startsWith('dpu') ? `${plural}.${group}` : plural;
}

function typed(plural: string, object: AnyObject): AnyObject {
  const resource = FAKE_RESOURCES.find(known => known.plural === plural);
  return { kind: resource?.kind, ...object };
}

function parsePath(path: string): Target | undefined {
  const match = path.match(
    /^\/(?:api\/v1|apis\/([^/]+)\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(\/status)?$/,
  );
  if (!match) {
    return undefined;
  }
  const [, group = '', namespace = '', plural, name = '', status] = match;
  return { group, namespace, plural, name, status: status !== undefined };
}

interface Selectors {
  labels: string | null;
  fields: string | null;
}

function selectorsOf(query: URLSearchParams): Selectors {
  return {
    labels: query.get('labelSelector'),
    fields: query.get('fieldSelector'),
  };
}

function termsOf(selector: string | null): string[][] {
  return (selector ?? '')
    .split(',')
    .filter(Boolean)
    .map(term => term.split('='));
}

/** The fields that a selector may name: `metadata.name`, and of an event the uid of its object. */
function fieldOf(object: AnyObject, field: string): unknown {
  switch (field) {
    case 'metadata.name':
      return object.metadata.name;
    case 'involvedObject.uid':
      return Reflect.get(Object(object.involvedObject), 'uid');
    default:
      return undefined;
  }
}

function selected(object: AnyObject, selectors: Selectors): boolean {
  const { metadata } = object;
  return (
    termsOf(selectors.labels).every(([label, value]) =>
      label.endsWith('!')
        ? metadata.labels?.[label.slice(0, -1)] !== value
        : metadata.labels?.[label] === value,
    ) &&
    termsOf(selectors.fields).every(
      ([field, value]) => fieldOf(object, field) === value,
    )
  );
}
