import http from 'node:http';
import https from 'node:https';
import { TLSSocket } from 'node:tls';
import { Credentials } from '../pki';

const IDLE_MS = 90_000;

export interface LightTenantOptions {
  serving: Credentials;
  caCertificate: string;
  /** The organization of the client certificates that count here. */
  organization: string;
  /** What `/version` says. */
  version: string;
  /** How long each answer takes. Default: not at all. */
  answerAfterMs?: number;
  /** Is told of each request. */
  onRequest?: (path: string) => void;
}

/**
 * A tenant's API server for load tests: answers health and version, and to holders of its client certificate the list of
 * its Nodes and an empty one of namespaces.
 */
export class LightTenant {
  readonly #server: https.Server;
  #port: number | undefined;
  #version: string;
  #nodes: readonly string[] = [];

  constructor(private readonly options: LightTenantOptions) {
    this.#version = options.version;
    this.#server = https.createServer(
      {
        cert: options.serving.certificate,
        key: options.serving.key,
        ca: options.caCertificate,
        requestCert: true,
        rejectUnauthorized: false,
      },
      (request, response) => {
        const { answerAfterMs, onRequest } = options;
        onRequest?.(request.url ?? '');
        if (answerAfterMs === undefined) {
          this.#answer(request, response);
          return;
        }
        const timer = setTimeout(
          () => this.#answer(request, response),
          answerAfterMs,
        );
        // Who has asked may have gone meanwhile.
        response.once('close', () => clearTimeout(timer));
      },
    );
    // As a kube-apiserver's: Node's own 5 s would make every probe pay a handshake.
    this.#server.keepAliveTimeout = IDLE_MS;
  }

  get port(): number | undefined {
    return this.#port;
  }

  /** From now on `/version` says so. */
  setVersion(version: string): void {
    this.#version = version;
  }

  /** From now on it has exactly these Nodes, all of them Ready. */
  setNodes(names: readonly string[]): void {
    this.#nodes = [...names];
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        this.#port =
          typeof address === 'object' && address ? address.port : undefined;
        resolve();
      });
    });
  }

  close(): void {
    this.#port = undefined;
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    const [path, query = ''] = (request.url ?? '').split('?');
    if (['/readyz', '/livez', '/healthz'].includes(path)) {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
      return;
    }
    if (path === '/version') {
      const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(this.#version) ?? [];
      sendJson(response, 200, {
        major,
        minor,
        gitVersion: this.#version,
      });
      return;
    }
    if (!this.#isAuthorised(request)) {
      sendJson(response, 403, statusObject(403, 'Forbidden'));
      return;
    }
    if (request.method === 'GET' && path === '/api/v1/nodes') {
      sendJson(response, 200, this.#nodeList(new URLSearchParams(query)));
      return;
    }
    if (request.method === 'GET' && path === '/api/v1/namespaces') {
      sendJson(response, 200, listOf('NamespaceList', []));
      return;
    }
    sendJson(response, 404, statusObject(404, 'NotFound'));
  }

  /** A page, as an API server gives it: from `continue` on, `limit` at most. */
  #nodeList(query: URLSearchParams): object {
    const from = Number(query.get('continue') ?? 0);
    const end = from + (Number(query.get('limit')) || this.#nodes.length);
    const items = this.#nodes.slice(from, end).map(name => ({
      metadata: { name },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    }));
    return listOf('NodeList', items, end < this.#nodes.length ? `${end}` : '');
  }

  #isAuthorised({ socket }: http.IncomingMessage): boolean {
    if (!(socket instanceof TLSSocket) || !socket.authorized) {
      return false;
    }
    const organizations: unknown = socket.getPeerCertificate().subject?.O;
    return [organizations].flat().includes(this.options.organization);
  }
}

function listOf(kind: string, items: object[], next = ''): object {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { resourceVersion: '1', continue: next },
    items,
  };
}

function sendJson(
  response: http.ServerResponse,
  status: number,
  body: object,
): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(body));
}

function statusObject(code: number, reason: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    reason,
    code,
    message: reason,
  };
}
