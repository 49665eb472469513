import { KubeObject } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { EventEmitter, once } from 'node:events';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Lease extends KubeObject {
  spec?: { holderIdentity?: string };
}

const SLOW_MS = 200;

/** An API server that has nothing but Leases, and takes its time to write one: a client that leaves meanwhile loses. */
export class LeaseServer {
  static async start(): Promise<LeaseServer> {
    const server = new LeaseServer();
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  readonly #http = http.createServer((request, response) => {
    void this.#answer(request, response);
  });
  readonly #leases = new Map<string, Lease>();
  readonly #written = new EventEmitter();
  #version = 1;

  private constructor() {}

  kubeConfig(): KubeConfig {
    const { port } = this.#http.address() as AddressInfo;
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      // Plain HTTP is refused without this.
      { name: 'mc', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
      { name: 'portal' },
    );
    return kubeConfig;
  }

  holderOf(name: string): string | undefined {
    return this.#leases.get(name)?.spec?.holderIdentity;
  }

  /** Resolves when a Lease is written next. */
  async nextWrite(): Promise<void> {
    await once(this.#written, 'lease');
  }

  async stop(): Promise<void> {
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  async #answer(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    const [, name = ''] = /\/leases\/([^?]+)/.exec(request.url ?? '') ?? [];
    const body = await text(request);
    if (request.method === 'POST' || request.method === 'PATCH') {
      setTimeout(() => {
        if (!request.socket.destroyed) {
          send(response, 200, this.#write(name, JSON.parse(body)));
        }
      }, SLOW_MS);
    } else {
      const lease = this.#leases.get(name);
      send(response, lease ? 200 : 404, lease ?? { kind: 'Status', code: 404 });
    }
  }

  #write(name: string, sent: Lease): Lease {
    const key = name || sent.metadata.name;
    const lease: Lease = {
      metadata: {
        name: key,
        uid: 'u',
        resourceVersion: String(this.#version++),
      },
      spec: { ...this.#leases.get(key)?.spec, ...sent.spec },
    };
    this.#leases.set(key, lease);
    this.#written.emit('lease');
    return lease;
  }
}

function send(
  response: http.ServerResponse,
  status: number,
  body: object,
): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
