import { renderKubeconfig } from '@dpf-portal/dpf-model';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Identity, selfSigned } from './selfSigned';

const HOST = '127.0.0.1';
const LIST_KINDS: Record<string, string> = {
  '/api/v1/namespaces': 'NamespaceList',
  '/api/v1/nodes': 'NodeList',
};

/** Simulates a tenant's API server: it is healthy, has a version, and returns empty lists. */
export class SimulatedTenant {
  /** Starts the server on a free port of loopback. */
  static async start(version = 'v1.29.0'): Promise<SimulatedTenant> {
    const [server, admin] = await Promise.all([
      selfSigned('simulated-api-server', [HOST]),
      selfSigned('simulated-admin'),
    ]);
    const tenant = new SimulatedTenant(version, server, admin);
    tenant.#server.listen(0, HOST);
    await once(tenant.#server, 'listening');
    return tenant;
  }

  readonly #server: https.Server;
  readonly #version: string;
  readonly #identity: Identity;
  readonly #admin: Identity;

  private constructor(version: string, identity: Identity, admin: Identity) {
    this.#version = version;
    this.#identity = identity;
    this.#admin = admin;
    this.#server = https.createServer(
      {
        cert: identity.certificate,
        key: identity.key,
        // Only clients with the admin's key are accepted.
        ca: admin.certificate,
        requestCert: true,
        rejectUnauthorized: false,
      },
      (request, response) => this.#answer(request, response),
    );
  }

  /** The admin kubeconfig. */
  get kubeconfig(): string {
    const { port } = this.#server.address() as AddressInfo;
    const base64 = (pem: string) => Buffer.from(pem).toString('base64');
    return renderKubeconfig(
      {
        server: `https://${HOST}:${port}`,
        host: HOST,
        port,
        caData: base64(this.#identity.certificate),
        clientCertificateData: base64(this.#admin.certificate),
        clientKeyData: base64(this.#admin.key),
      },
      { clusterName: 'simulated' },
    );
  }

  /** Stops the server. */
  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(
    { url = '/', socket }: http.IncomingMessage,
    response: http.ServerResponse,
  ): void {
    const [path] = url.split('?');
    if (!(socket instanceof TLSSocket) || !socket.authorized) {
      response.writeHead(401).end();
    } else if (path === '/readyz') {
      response.end('ok');
    } else if (path === '/version') {
      sendJson(response, { gitVersion: this.#version });
    } else if (path in LIST_KINDS) {
      const kind = LIST_KINDS[path];
      sendJson(response, { kind, apiVersion: 'v1', metadata: {}, items: [] });
    } else {
      response.writeHead(404).end();
    }
  }
}

function sendJson(response: http.ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}
