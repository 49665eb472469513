import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';

/**
 * The target of a request to an HTTP CONNECT proxy.
 *
 * @public
 */
export interface TunnelOptions {
  /** `http://host:port` or `https://host:port`, with `user:password@` where the proxy asks for it. */
  proxyUrl: string | URL;
  host: string;
  port: number;
  /** Gives up when it aborts before the proxy has answered. */
  signal: AbortSignal;
}

/**
 * No tunnel was opened. `failure` says why: the proxy itself could not be reached, it did not answer, or it refused.
 *
 * @public
 */
export class TunnelError extends Error {
  readonly name = 'TunnelError';
  readonly failure: 'ProxyUnreachable' | 'Unanswered' | 'Refused';
  /** `host:port` behind the proxy. */
  readonly target: string;
  /** What the proxy answered, where it refused. */
  readonly status?: number;

  constructor(
    message: string,
    options: Pick<TunnelError, 'failure' | 'target' | 'status' | 'cause'>,
  ) {
    super(message, { cause: options.cause });
    this.failure = options.failure;
    this.target = options.target;
    this.status = options.status;
  }
}

function authorizationOf({ username, password }: URL): string {
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(
    password,
  )}`;
  return `Basic ${Buffer.from(user).toString('base64')}`;
}

/**
 * A connection to a host behind an HTTP CONNECT proxy. What is sent through it is not encrypted yet.
 *
 * @throws TunnelError
 * @public
 */
export function openTunnel(options: TunnelOptions): Promise<net.Socket> {
  const { host, port, signal } = options;
  const proxy = new URL(options.proxyUrl);
  const target = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  const isSecure = proxy.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http).request({
      method: 'CONNECT',
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (isSecure ? 443 : 80),
      path: target,
      headers: {
        host: target,
        ...(proxy.username && {
          'proxy-authorization': authorizationOf(proxy),
        }),
      },
      agent: false,
      signal,
    });
    let isReached = false;
    request.once('socket', socket =>
      socket.once('connect', () => {
        isReached = true;
      }),
    );
    // Node reports every answer to CONNECT here, a refusal too.
    request.once('connect', (response, socket, head) => {
      const status = response.statusCode;
      if (status === 200 && head.length === 0) {
        resolve(socket as net.Socket);
        return;
      }
      socket.destroy();
      reject(
        new TunnelError(`The proxy answered CONNECT ${target} with ${status}`, {
          failure: 'Refused',
          target,
          status,
        }),
      );
    });
    request.once('error', cause =>
      reject(
        new TunnelError(`The proxy could not be reached: ${cause.message}`, {
          failure: isReached ? 'Unanswered' : 'ProxyUnreachable',
          target,
          cause,
        }),
      ),
    );
    request.end();
  });
}

/** The options of a {@link ConnectProxyAgent}: those of `https.Agent`, and the proxy. @public */
export interface ConnectProxyAgentOptions extends https.AgentOptions {
  /** `http://host:port` or `https://host:port`, with `user:password@` where the proxy asks for it. */
  proxyUrl: string;
  /** How long the tunnel may take to open, TLS included. Default 10 s. */
  connectTimeoutMs?: number;
}

/**
 * An `https.Agent` that reaches its targets through an HTTP CONNECT proxy. TLS is end to end: the
 * proxy sees the host and port of the target and nothing else.
 *
 * @public
 */
export class ConnectProxyAgent extends https.Agent {
  readonly #proxy: URL;
  readonly #timeoutMs: number;
  readonly #tls: https.AgentOptions;

  constructor(options: ConnectProxyAgentOptions) {
    const { proxyUrl, connectTimeoutMs, ...agentOptions } = options;
    super(agentOptions);
    this.#proxy = new URL(proxyUrl);
    if (!['http:', 'https:'].includes(this.#proxy.protocol)) {
      throw new Error('The proxy URL must begin with http:// or https://');
    }
    this.#timeoutMs = connectTimeoutMs ?? 10_000;
    this.#tls = agentOptions;
  }

  override createConnection(
    options: https.RequestOptions & { servername?: string },
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // Node may look at the result and at the callback; only one of the two may carry the socket.
    this.#connect(options).then(
      socket => callback?.(null, socket),
      error => callback?.(error, undefined as never),
    );
    return undefined;
  }

  async #connect(
    options: https.RequestOptions & { servername?: string },
  ): Promise<tls.TLSSocket> {
    const host = String(options.host ?? options.hostname ?? 'localhost');
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const tunnel = await openTunnel({
      proxyUrl: this.#proxy,
      host,
      port: Number(options.port ?? 443),
      signal,
    });
    return startTls(
      {
        ...this.#tls,
        ...(options as tls.ConnectionOptions),
        path: undefined,
        socket: tunnel,
        host,
        servername:
          options.servername || (net.isIP(host) ? undefined : host) || '',
      },
      signal,
    );
  }
}

function startTls(
  options: tls.ConnectionOptions,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(options);
    const onAbort = () => socket.destroy(new Error('The tunnel timed out'));
    signal.addEventListener('abort', onAbort);
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', onAbort);
      socket.removeListener('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
