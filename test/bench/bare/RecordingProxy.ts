import { KubeConfig } from '@kubernetes/client-node';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { AddressInfo } from 'node:net';
import { stringify } from 'yaml';

/** A request that changes an object, as it was sent. */
export interface RecordedRequest {
  method: string;
  /** With the query. */
  path: string;
  contentType: string;
  body: string;
}

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];
/** Leases, Events and access reviews are no part of a cluster. */
const NOT_OF_CLUSTERS = /\/(leases|events|selfsubject\w+)(\/|\?|$)/;

function isRecorded(request: http.IncomingMessage): boolean {
  return (
    WRITES.includes(request.method ?? '') &&
    !NOT_OF_CLUSTERS.test(request.url ?? '')
  );
}

/** Stands before an API server, passes everything on with the identity of one kubeconfig, and keeps the writes. */
export class RecordingProxy {
  readonly writes: RecordedRequest[] = [];
  readonly #server: http.Server;
  readonly #target: URL;
  readonly #identity: https.RequestOptions;

  static async start(kubeconfig: string): Promise<RecordingProxy> {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    const identity: https.RequestOptions = {};
    await config.applyToHTTPSOptions(identity);
    const proxy = new RecordingProxy(
      new URL(config.getCurrentCluster()?.server ?? ''),
      identity,
    );
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  private constructor(target: URL, identity: https.RequestOptions) {
    this.#target = target;
    this.#identity = identity;
    this.#server = http.createServer((request, response) =>
      this.#pass(request, response),
    );
  }

  /** A kubeconfig that leads here. It has no credentials: the proxy adds them. */
  kubeconfig(): string {
    const { port } = this.#server.address() as AddressInfo;
    const name = 'recorded';
    return stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name,
          cluster: {
            server: `http://127.0.0.1:${port}`,
            'insecure-skip-tls-verify': true,
          },
        },
      ],
      users: [{ name, user: {} }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      'current-context': name,
    });
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #pass(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { method = 'GET', url = '/', headers } = request;
    const onward = https.request(
      new URL(url, this.#target),
      {
        ...this.#identity,
        method,
        headers: { ...headers, host: this.#target.host },
      },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    if (isRecorded(request)) {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () =>
        this.writes.push({
          method,
          path: url,
          contentType: headers['content-type'] ?? 'application/json',
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    }
    request.pipe(onward);
  }
}
