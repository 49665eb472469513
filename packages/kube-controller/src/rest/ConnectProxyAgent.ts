import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { Duplex } from 'node:stream';
import tls from 'node:tls';

/** @public */
export interface ConnectProxyAgentOptions extends https.AgentOptions {
  /** `http://host:port` or `https://host:port`, with `user:password@` where the proxy asks for it. */
  proxyUrl: string;
  /** How long the tunnel may take to open, TLS included. Default 10 s. */
  connectTimeoutMs?: number;
}

type Connected = (error: Error | null, stream: Duplex) => void;

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
    callback?: Connected,
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
    const target = `${net.isIPv6(host) ? `[${host}]` : host}:${
      options.port ?? 443
    }`;
    const deadline = AbortSignal.timeout(this.#timeoutMs);
    const tunnel = await this.#openTunnel(target, deadline);
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
      deadline,
    );
  }

  #openTunnel(target: string, signal: AbortSignal): Promise<net.Socket> {
    return new Promise((resolve, reject) => {
      const { protocol, hostname, port, username, password } = this.#proxy;
      const headers: Record<string, string> = { host: target };
      if (username) {
        const user = `${decodeURIComponent(username)}:${decodeURIComponent(
          password,
        )}`;
        headers['proxy-authorization'] = `Basic ${Buffer.from(user).toString(
          'base64',
        )}`;
      }
      const secure = protocol === 'https:';
      const request = (secure ? https : http).request({
        method: 'CONNECT',
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port || (secure ? 443 : 80),
        path: target,
        headers,
        agent: false,
        signal,
      });
      request.once('connect', (response, socket, head) => {
        if (response.statusCode !== 200 || head.length > 0) {
          socket.destroy();
          reject(
            new Error(
              `The proxy answered CONNECT ${target} with ${response.statusCode}`,
            ),
          );
          return;
        }
        resolve(socket as net.Socket);
      });
      request.once('response', response => {
        response.destroy();
        reject(
          new Error(
            `The proxy answered CONNECT ${target} with ${response.statusCode}`,
          ),
        );
      });
      request.once('error', error =>
        reject(
          new Error(`The proxy could not be reached: ${error.message}`, {
            cause: error,
          }),
        ),
      );
      request.end();
    });
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

/**
 * The agent that reaches a server through an HTTP CONNECT proxy.
 *
 * @public
 */
export function connectThroughProxy(
  options: ConnectProxyAgentOptions,
): https.Agent {
  return new ConnectProxyAgent(options);
}
