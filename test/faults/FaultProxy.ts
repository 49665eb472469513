import { KubeConfig } from '@kubernetes/client-node';
import http from 'node:http';
import https from 'node:https';
import { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, FaultRule, isWrite, ProxiedRequest } from './Fault';
import { WatchStream } from './WatchStream';

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

/** A write at the moment at which it is handed to the server. */
export interface ForwardedWrite extends ProxiedRequest {
  /** Monotonic milliseconds. */
  at: number;
  /** HTTP status of the server's answer, once there is one. */
  status?: number;
}

/**
 * Stands between a client and the real API server, so that a test can act exactly after a write has happened and
 * before its client knows, and can let requests meet faults. Everything else, watches included, passes through
 * unchanged.
 */
export class FaultProxy {
  /** How many requests have come, those that met a fault included. */
  requests = 0;
  /** How many of them the server left without an answer. */
  unanswered = 0;
  /** Every write that was handed to the server, in order. */
  readonly forwarded: ForwardedWrite[] = [];
  private readonly sockets = new Set<Duplex>();
  private readonly rules = new Set<FaultRule>();
  private readonly watches = new Set<WatchStream>();
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
      this.accept(request, response),
    );
    // As the API server, which lets an idle connection be for longer than its clients do.
    this.server.keepAliveTimeout = 120_000;
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

  /** From now on requests meet this fault; returns the way to lift it. Of several that fit the first counts. */
  inject(rule: FaultRule): () => void {
    this.rules.add(rule);
    return () => this.rules.delete(rule);
  }

  /** Ends every open watch in the middle of a line; answers how many there were. */
  truncateWatches(): number {
    const open = [...this.watches];
    open.forEach(watch => watch.truncate());
    return open.length;
  }

  /** Lets every open watch say again what it has said; answers how many events that is. */
  replayEvents(): number {
    return [...this.watches].reduce((sum, watch) => sum + watch.replay(), 0);
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

  private accept(
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): void {
    this.requests += 1;
    const [path, query = ''] = (request.url ?? '').split('?');
    const seen: ProxiedRequest = {
      method: request.method ?? 'GET',
      path,
      isWatch: new URLSearchParams(query).get('watch') === 'true',
    };
    const fault = [...this.rules].find(
      ({ matches }) => matches?.(seen) ?? true,
    )?.fault;
    if (fault?.kind === 'answer') {
      request.resume();
      refuse(response, fault);
      return;
    }
    this.forward(seen, fault, request, response);
  }

  private forward(
    seen: ProxiedRequest,
    fault: Fault | undefined,
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): void {
    const {
      authorization: _dropped,
      host: _host,
      ...headers
    } = request.headers;
    const forwarded: ForwardedWrite = { ...seen, at: performance.now() };
    if (isWrite(seen)) {
      this.forwarded.push(forwarded);
    }
    const upstream = https.request(
      {
        agent: this.agent,
        hostname: this.upstream.hostname,
        port: this.upstream.port,
        method: request.method,
        path: request.url,
        headers,
      },
      answer => {
        forwarded.status = answer.statusCode;
        void this.deliver(seen, fault, answer, response);
      },
    );
    upstream.on('error', () => {
      this.unanswered += 1;
      response.destroy();
    });
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  }

  private async deliver(
    seen: ProxiedRequest,
    fault: Fault | undefined,
    answer: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    answer.on('error', () => response.destroy());
    if (isWrite(seen)) {
      this.writes += 1;
      await this.options.onWriteAnswered?.({
        method: seen.method,
        path: seen.path,
        status: answer.statusCode ?? 0,
        index: this.writes,
      });
    }
    if (fault?.kind === 'delay') {
      await sleep(fault.ms);
    }
    if (response.destroyed || fault?.kind === 'swallow') {
      answer.resume();
      return;
    }
    if (seen.isWatch && answer.statusCode === 200) {
      const watch = WatchStream.pass(answer, response);
      this.watches.add(watch);
      response.on('close', () => this.watches.delete(watch));
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  }
}

/** Answers as an API server does that cannot or will not. */
function refuse(
  response: http.ServerResponse,
  { status, message, retryAfterSeconds }: Extract<Fault, { kind: 'answer' }>,
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfterSeconds === undefined
      ? {}
      : { 'retry-after': String(retryAfterSeconds) }),
  });
  response.end(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message: message ?? http.STATUS_CODES[status],
      code: status,
    }),
  );
}
