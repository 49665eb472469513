import { KubeConfig } from '@kubernetes/client-node';
import http from 'node:http';
import https from 'node:https';
import { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';

/** A write that the API server has answered and whose answer the client has not seen yet. */
export interface AnsweredWrite {
  method: string;
  /** Path without query. */
  path: string;
  /** HTTP status of the answer. */
  status: number;
  /** 1 for the first write since `start()`. */
  index: number;
}

/** @see FaultProxy.start */
export interface FaultProxyOptions {
  /** How the proxy reaches the real API server; its identity is the one the API server sees. */
  upstream: KubeConfig;
  /** The proxy's own server certificate, valid for 127.0.0.1, and the CA that signed it; PEM. */
  serving: { cert: string; key: string; ca: string };
  /** Awaited between a write's answer from the server and its delivery to the client. */
  onWriteAnswered?: (write: AnsweredWrite) => Promise<void> | void;
}

const WRITE_METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Stands between a client and the real API server, so that a test can act exactly after a write has happened and
 * before its client knows. Everything else, watches included, passes through unchanged.
 */
export class FaultProxy {
  private readonly sockets = new Set<Duplex>();
  private writes = 0;

  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const cluster = options.upstream.getCurrentCluster();
    if (!cluster) {
      throw new Error('FaultProxy: the upstream kubeconfig has no cluster');
    }
    const tls: https.AgentOptions = { keepAlive: true };
    await options.upstream.applyToHTTPSOptions(tls);
    const agent = new https.Agent({
      keepAlive: true,
      ca: tls.ca,
      cert: tls.cert,
      key: tls.key,
    });
    const proxy = new FaultProxy(options, new URL(cluster.server), agent);
    await proxy.listen();
    return proxy;
  }

  private readonly server: https.Server;

  private constructor(
    private readonly options: FaultProxyOptions,
    private readonly upstream: URL,
    private readonly agent: https.Agent,
  ) {
    const { cert, key } = options.serving;
    this.server = https.createServer({ cert, key }, (request, response) =>
      this.forward(request, response),
    );
    this.server.on('connection', socket => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  /** A kubeconfig whose only cluster is this proxy. */
  kubeConfigYaml(): string {
    const { port } = this.server.address() as AddressInfo;
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      {
        name: 'fault-proxy',
        server: `https://127.0.0.1:${port}`,
        caData: Buffer.from(this.options.serving.ca).toString('base64'),
        skipTLSVerify: false,
      },
      // The proxy speaks for the upstream identity; the token only satisfies clients that want one.
      { name: 'fault-proxy', token: 'unused' },
    );
    return kubeConfig.exportConfig();
  }

  /** Destroys every open connection, as a load balancer that restarts does. */
  cut(): void {
    for (const socket of this.sockets) {
      socket.destroy();
    }
  }

  async stop(): Promise<void> {
    this.cut();
    this.agent.destroy();
    await new Promise<void>(resolve => this.server.close(() => resolve()));
  }

  private listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', () => resolve());
    });
  }

  private forward(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): void {
    const {
      authorization: _dropped,
      host: _host,
      ...headers
    } = request.headers;
    const upstream = https.request(
      {
        agent: this.agent,
        hostname: this.upstream.hostname,
        port: this.upstream.port,
        method: request.method,
        path: request.url,
        headers,
      },
      answer => this.deliver(request, answer, response),
    );
    upstream.on('error', () => response.destroy());
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  }

  private async deliver(
    request: http.IncomingMessage,
    answer: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    answer.on('error', () => response.destroy());
    const method = request.method ?? 'GET';
    if (WRITE_METHODS.has(method)) {
      this.writes += 1;
      await this.options.onWriteAnswered?.({
        method,
        path: (request.url ?? '').split('?')[0],
        status: answer.statusCode ?? 0,
        index: this.writes,
      });
    }
    if (response.destroyed) {
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  }
}
