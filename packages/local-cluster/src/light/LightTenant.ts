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
 * A tenant's API server for load tests: answers health, version and lists that are always empty,
 * the last to holders of its client certificate only.
 */
export class LightTenant {
  readonly #server: https.Server;
  #port: number | undefined;

  constructor(private readonly options: LightTenantOptions) {
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
    const [path] = (request.url ?? '').split('?');
    if (['/readyz', '/livez', '/healthz'].includes(path)) {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
      return;
    }
    if (path === '/version') {
      const [, major, minor] =
        /^v?(\d+)\.(\d+)/.exec(this.options.version) ?? [];
      sendJson(response, 200, {
        major,
        minor,
        gitVersion: this.options.version,
      });
      return;
    }
    if (!this.#isAuthorised(request)) {
      sendJson(response, 403, statusObject(403, 'Forbidden'));
      return;
    }
    const kind = /^\/api\/v1\/(nodes|namespaces)$/.exec(path)?.[1];
    if (request.method === 'GET' && kind) {
      sendJson(response, 200, {
        apiVersion: 'v1',
        kind: kind === 'nodes' ? 'NodeList' : 'NamespaceList',
        metadata: { resourceVersion: '1' },
        items: [],
      });
      return;
    }
    sendJson(response, 404, statusObject(404, 'NotFound'));
  }

  #isAuthorised({ socket }: http.IncomingMessage): boolean {
    if (!(socket instanceof TLSSocket) || !socket.authorized) {
      return false;
    }
    const organizations: unknown = socket.getPeerCertificate().subject?.O;
    return [organizations].flat().includes(this.options.organization);
  }
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
