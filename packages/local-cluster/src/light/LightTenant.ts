import http from 'node:http';
import https from 'node:https';
import { TLSSocket } from 'node:tls';
import { Credentials } from '../pki/KeyPair';
import { LightAnswer, LightNodes, failure } from './LightNodes';

const IDLE_MS = 90_000;
const LARGEST_BODY = 64 * 1024;
const NODES = '/api/v1/nodes';

export interface LightTenantOptions {
  serving: Credentials;
  caCertificate: string;
  /** The organization that client certificates need for access. */
  organization: string;
  /** The version in the response of `/version`. */
  version: string;
  /** Delay of each response. Default: none. */
  answerAfterMs?: number;
  /** Called for each request. */
  onRequest?: (path: string) => void;
}

/**
 * A tenant's API server for load tests. It serves health and version, and to clients with a certificate also Nodes and
 * an empty list of namespaces.
 */
export class LightTenant {
  readonly #server: https.Server;
  #port: number | undefined;
  #version: string;
  readonly #nodes = new LightNodes();
  readonly #writes: string[] = [];

  readonly #options: LightTenantOptions;

  constructor(options: LightTenantOptions) {
    this.#options = options;
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
        if (request.method !== 'GET') {
          this.#writes.push(`${request.method} ${request.url}`);
        }
        if (answerAfterMs === undefined) {
          this.#answer(request, response);
          return;
        }
        const timer = setTimeout(
          () => this.#answer(request, response),
          answerAfterMs,
        );
        // The client may have disconnected.
        response.once('close', () => clearTimeout(timer));
      },
    );
    // Like a kube-apiserver. With Node's default of 5 s every probe would need a new TLS handshake.
    this.#server.keepAliveTimeout = IDLE_MS;
  }

  get port(): number | undefined {
    return this.#port;
  }

  /** Every request that was none to read, answered or not. */
  get writes(): readonly string[] {
    return this.#writes;
  }

  /** Sets the version in the response of `/version`. */
  setVersion(version: string): void {
    this.#version = version;
  }

  /** Replaces the Nodes. All of them are Ready. */
  setNodes(names: readonly string[]): void {
    this.#nodes.replace(names);
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
      const gitVersion = this.#version;
      const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(gitVersion) ?? [];
      send(response, { code: 200, body: { major, minor, gitVersion } });
      return;
    }
    if (!this.#isAuthorised(request)) {
      send(response, failure(403, 'Forbidden'));
      return;
    }
    if (request.method === 'POST' && path === NODES) {
      void readBody(request).then(text =>
        send(response, this.#nodes.create(text)),
      );
      return;
    }
    send(response, this.#read(request.method, path, query));
  }

  #read(method: string | undefined, path: string, query: string): LightAnswer {
    if (method === 'DELETE' && path.startsWith(`${NODES}/`)) {
      return this.#nodes.delete(path.slice(NODES.length + 1));
    }
    if (method === 'GET' && path === NODES) {
      return this.#nodes.list(new URLSearchParams(query));
    }
    if (method === 'GET' && path === '/api/v1/namespaces') {
      const body = {
        apiVersion: 'v1',
        kind: 'NamespaceList',
        metadata: { resourceVersion: '1' },
        items: [],
      };
      return { code: 200, body };
    }
    return failure(404, 'NotFound');
  }

  #isAuthorised({ socket }: http.IncomingMessage): boolean {
    if (!(socket instanceof TLSSocket) || !socket.authorized) {
      return false;
    }
    const organizations: unknown = socket.getPeerCertificate().subject?.O;
    return [organizations].flat().includes(this.#options.organization);
  }
}

function send(
  response: http.ServerResponse,
  { code, body }: LightAnswer,
): void {
  response
    .writeHead(code, { 'content-type': 'application/json' })
    .end(JSON.stringify(body));
}

/** Returns an empty string if the body is longer than any Node or incomplete. */
async function readBody(request: http.IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of request.setEncoding('utf8')) {
      text += chunk;
      if (text.length > LARGEST_BODY) {
        return '';
      }
    }
    return text;
  } catch {
    return '';
  }
}
