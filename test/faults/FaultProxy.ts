import { KubeConfig } from '@kubernetes/client-node';
import http from 'node:http';
import https from 'node:https';
import { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, FaultRule, isWrite, ProxiedRequest } from './Fault';
import { WatchStream } from './WatchStream';

/** A write that the API server has answered, before the client receives the response. */
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
  /** The connection of the proxy to the real API server. The API server sees its identity. */
  upstream: KubeConfig;
  /** The proxy's own server certificate, valid for 127.0.0.1, and the CA that signed it; PEM. */
  serving: { cert: string; key: string; ca: string };
  /** Awaited between the server's response to a write and its delivery to the client. */
  onWriteAnswered?: (write: AnsweredWrite) => Promise<void> | void;
}

/** A write when it is forwarded to the server. */
export interface ForwardedWrite extends ProxiedRequest {
  /** Monotonic milliseconds. */
  at: number;
  /** With a leading `?`; empty where there is none. */
  query: string;
  contentType: string;
  /** Whole once the server has answered. */
  body: string;
  /** HTTP status of the server's response, when it has arrived. */
  status?: number;
}

/**
 * A proxy between a client and the real API server, by which a test can act exactly between a write and its response,
 * and can inject faults into requests. Everything else, including watches, is forwarded unchanged.
 */
export class FaultProxy {
  /** Number of requests, including those with a fault. */
  requests = 0;
  /** Number of requests that the server did not answer. */
  unanswered = 0;
  /** Every write that was forwarded to the server, in order. */
  readonly forwarded: ForwardedWrite[] = [];
  readonly #sockets = new Set<Duplex>();
  readonly #rules = new Set<FaultRule>();
  readonly #watches = new Set<WatchStream>();
  #writes = 0;
  #holdsWatches = false;

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
    await proxy.#listen();
    return proxy;
  }

  readonly #server: https.Server;

  readonly #options: FaultProxyOptions;
  readonly #upstream: URL;
  readonly #agent: https.Agent;

  private constructor(
    options: FaultProxyOptions,
    upstream: URL,
    agent: https.Agent,
  ) {
    this.#options = options;
    this.#upstream = upstream;
    this.#agent = agent;
    const { cert, key } = options.serving;
    this.#server = https.createServer({ cert, key }, (request, response) =>
      this.#accept(request, response),
    );
    // Like the API server, which keeps idle connections open for longer than its clients.
    this.#server.keepAliveTimeout = 120_000;
    this.#server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** A kubeconfig whose only cluster is this proxy. */
  kubeConfigYaml(): string {
    const { port } = this.#server.address() as AddressInfo;
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      {
        name: 'fault-proxy',
        server: `https://127.0.0.1:${port}`,
        caData: Buffer.from(this.#options.serving.ca).toString('base64'),
        skipTLSVerify: false,
      },
      // The proxy uses the upstream identity. The token is only for clients that require one.
      { name: 'fault-proxy', token: 'unused' },
    );
    return kubeConfig.exportConfig();
  }

  /** Destroys every open connection, like a restarting load balancer. */
  cut(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  /** Injects a fault into requests. Returns a function that removes it. If several match, the first one applies. */
  inject(rule: FaultRule): () => void {
    this.#rules.add(rule);
    return () => this.#rules.delete(rule);
  }

  /** Ends every open watch in the middle of a line. Returns their number. */
  truncateWatches(): number {
    const open = [...this.#watches];
    open.forEach(watch => watch.truncate());
    return open.length;
  }

  /** Delivers no event of any watch, open or new, until the returned function is called. Lists are answered. */
  holdWatches(): () => void {
    this.#holdsWatches = true;
    this.#watches.forEach(watch => watch.hold());
    return () => {
      this.#holdsWatches = false;
      this.#watches.forEach(watch => watch.release());
    };
  }

  /** Repeats the last events of every open watch. Returns the number of events. */
  replayEvents(): number {
    return [...this.#watches].reduce((sum, watch) => sum + watch.replay(), 0);
  }

  async stop(): Promise<void> {
    this.cut();
    this.#agent.destroy();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => resolve());
    });
  }

  #accept(request: http.IncomingMessage, response: http.ServerResponse): void {
    this.requests += 1;
    const [path, query = ''] = (request.url ?? '').split('?');
    const seen: ProxiedRequest = {
      method: request.method ?? 'GET',
      path,
      isWatch: new URLSearchParams(query).get('watch') === 'true',
    };
    const fault = [...this.#rules].find(
      ({ matches }) => matches?.(seen) ?? true,
    )?.fault;
    if (fault?.kind === 'answer') {
      request.resume();
      refuse(response, fault);
      return;
    }
    this.#forward(seen, fault, request, response);
  }

  #forward(
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
    const forwarded: ForwardedWrite = {
      ...seen,
      at: performance.now(),
      query: (request.url ?? '').slice(seen.path.length),
      contentType: headers['content-type'] ?? 'application/json',
      body: '',
    };
    if (isWrite(seen)) {
      this.forwarded.push(forwarded);
      request.setEncoding('utf8');
      request.on('data', (text: string) => {
        forwarded.body += text;
      });
    }
    const upstream = https.request(
      {
        agent: this.#agent,
        hostname: this.#upstream.hostname,
        port: this.#upstream.port,
        method: request.method,
        path: request.url,
        headers,
      },
      answer => {
        forwarded.status = answer.statusCode;
        void this.#deliver(seen, fault, answer, response);
      },
    );
    upstream.on('error', () => {
      this.unanswered += 1;
      response.destroy();
    });
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  }

  async #deliver(
    seen: ProxiedRequest,
    fault: Fault | undefined,
    answer: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<void> {
    answer.on('error', () => response.destroy());
    if (isWrite(seen)) {
      this.#writes += 1;
      await this.#options.onWriteAnswered?.({
        method: seen.method,
        path: seen.path,
        status: answer.statusCode ?? 0,
        index: this.#writes,
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
      if (this.#holdsWatches) {
        watch.hold();
      }
      this.#watches.add(watch);
      response.on('close', () => this.#watches.delete(watch));
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  }
}

/** Responds like an API server that fails or rejects the request. */
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
