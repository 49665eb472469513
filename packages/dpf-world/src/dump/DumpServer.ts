import {
  JsonSchema,
  Clock,
  KubeApiError,
  KubeObject,
  KubeTransport,
  RestRequest,
  RestStream,
  RestStreamRequest,
} from '@dpf-portal/kube-controller';
import { Dump, kindOfResource } from './Dump';
import { DumpApis } from './DumpApis';

/** An address that no API server and no DPU cluster can have, so that it is nobody's. */
const NO_ADDRESS = 'https://0.0.0.0';

interface Target {
  group: string;
  plural: string;
  namespace?: string;
  name?: string;
}

/** `/apis/<group>/<version>/namespaces/<ns>/<plural>/<name>` and the like. */
function targetOf(path: string): Target | undefined {
  const parts = path.split('/').slice(1).map(decodeURIComponent);
  const [root] = parts;
  if (root !== 'api' && root !== 'apis') {
    return undefined;
  }
  const rest = parts.slice(root === 'api' ? 2 : 3);
  const group = root === 'apis' ? parts[1] : '';
  const [first, namespace, ...inNamespace] = rest;
  if (!first) {
    return undefined;
  }
  return first === 'namespaces' && inNamespace.length
    ? { group, namespace, plural: inNamespace[0], name: inNamespace[1] }
    : { group, plural: first, name: namespace };
}

/** Of a label selector, the forms `key=value` and `key!=value`, which are all that the watches use. */
function hasLabels({ metadata }: KubeObject, selector: string): boolean {
  const [, key = '', not = '', value = ''] =
    /^([^=!]+)(!?)=(.*)$/.exec(selector) ?? [];
  return (metadata.labels?.[key] === value) !== (not === '!');
}

function hasField({ metadata }: KubeObject, selector: string): boolean {
  const [, name] = /^metadata\.name=(.*)$/.exec(selector) ?? [];
  return metadata.name === name;
}

/**
 * A dump in place of an API server, for reading only and without a network. A kind that the dump lacks may not be listed:
 * so it is unknown, not empty. Secrets may not be read at all.
 */
export class DumpServer implements KubeTransport {
  readonly server = NO_ADDRESS;
  readonly clock: Clock;
  readonly #dump: Dump;
  readonly #apis: DumpApis;

  constructor(options: { dump: Dump; apis: DumpApis; clock: Clock }) {
    this.#dump = options.dump;
    this.#apis = options.apis;
    this.clock = options.clock;
  }

  async request<T>(request: RestRequest): Promise<T> {
    request.signal?.throwIfAborted();
    // The caller knows what it asked for, as with a server's JSON.
    return this.#answer(request) as T;
  }

  /** A watch without events, until it is closed. */
  async stream({ signal }: RestStreamRequest): Promise<RestStream> {
    const closed = new AbortController();
    const ended = signal
      ? AbortSignal.any([signal, closed.signal])
      : closed.signal;
    return {
      lines: untilAborted(ended),
      close: () => closed.abort(),
    };
  }

  close(): void {}

  #answer(request: RestRequest): unknown {
    const { method, path } = request;
    if (method !== 'GET') {
      throw refusal(request, 405, 'MethodNotAllowed', 'A dump is only read');
    }
    const target = targetOf(path);
    return target ? this.#read(request, target) : this.#discovery(request);
  }

  #read(request: RestRequest, target: Target): unknown {
    const { group, plural, namespace, name } = target;
    const kind = kindOfResource(target);
    if (kind && !this.#apis.serves(kind)) {
      throw refusal(request, 404, 'NotFound', `${plural} are not served`);
    }
    if (!kind || !this.#apis.knows(kind, namespace)) {
      throw refusal(
        request,
        403,
        'Forbidden',
        `${plural}${group && `.${group}`} are not in the dump`,
      );
    }
    const { labelSelector, fieldSelector } = request.query ?? {};
    const items = this.#dump
      .list(kind)
      .filter(
        object =>
          (namespace === undefined ||
            object.metadata.namespace === namespace) &&
          (!labelSelector || hasLabels(object, String(labelSelector))) &&
          (!fieldSelector || hasField(object, String(fieldSelector))),
      );
    if (name === undefined) {
      return { metadata: { resourceVersion: '1' }, items };
    }
    const found = items.find(({ metadata }) => metadata.name === name);
    if (!found) {
      throw refusal(request, 404, 'NotFound', `${plural} ${name} not found`);
    }
    return found;
  }

  #discovery(request: RestRequest): unknown {
    const parts = request.path.split('/').slice(1);
    const isOpenApi = parts[0] === 'openapi';
    const [root, group, version] = isOpenApi ? parts.slice(2) : parts;
    if (isOpenApi && !root) {
      return { paths: this.#apis.openApiPaths() };
    }
    if (isOpenApi) {
      const schemas: Record<string, JsonSchema> = this.#apis.schemas(group);
      return { components: { schemas } };
    }
    if (root === 'apis' && !group) {
      return { groups: this.#apis.groups() };
    }
    const served = this.#apis.groups().find(({ name }) => name === group);
    if (root === 'apis' && served) {
      return version ? { resources: this.#apis.resources(group) } : served;
    }
    throw refusal(request, 404, 'NotFound', 'Not found');
  }
}

async function* untilAborted(signal: AbortSignal): AsyncGenerator<string> {
  if (!signal.aborted) {
    await new Promise<void>(resolve => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

function refusal(
  { method, path }: RestRequest,
  status: number,
  reason: string,
  message: string,
): KubeApiError {
  return new KubeApiError({ status, reason, message, method, path });
}
