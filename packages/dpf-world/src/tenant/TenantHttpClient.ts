import { X509Certificate } from 'node:crypto';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { Clock, SERVER_TRUST, systemClock } from '@dpf-portal/kube-controller';
import { AddressFence, ServerNamedBy } from './AddressFence';
import { AddressNotAllowedError } from './AddressNotAllowedError';
import { AnswerTooLongError, TenantRequestError } from './tenantErrors';
import { TenantAccess, TenantCredentials } from './TenantAccess';
import {
  describeConnectFailure,
  describeTenantFailure,
} from './describeTenantFailure';
import { openTenantSocket } from './openTenantSocket';

/** Whom a {@link TenantHttpClient} asks, with which credentials, and within what bounds. @public */
export interface TenantHttpClientOptions {
  credentials: TenantCredentials;
  access: TenantAccess;
  fence: AddressFence;
  /** Default: a user. Errors then reveal nothing about a server until it has presented its certificate. */
  namedBy?: ServerNamedBy;
  /** For one request. Default 4 s. */
  timeoutMs?: number;
  clock?: Clock;
}

/** An answer, cut at the bound. @public */
export interface TenantAnswer {
  status: number;
  body: string;
  /** What the API server calls the request in its audit log, if it looks like an id. */
  auditId?: string;
}

/** A request that changes something. @public */
export interface TenantWrite {
  method: 'POST' | 'PATCH' | 'DELETE';
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Default `application/json`. */
  contentType?: string;
}

/** The bounds of one request. @public */
export interface TenantRequestBounds {
  /** Default 64 KiB. */
  maxBytes?: number;
  /** If it must be shorter than the client's. */
  timeoutMs?: number;
}

const AUDIT_ID = /^[0-9A-Za-z-]{1,64}$/;

interface Sent {
  method: string;
  path: string;
  body?: unknown;
  contentType?: string;
}

/** A server may close a kept-alive connection at any time. A request that it did not read is sent again. */
class KeptConnectionClosedError extends TenantRequestError {
  constructor() {
    super('Unreachable', 'The connection was cut.');
  }
}

/**
 * Requests to one tenant's API over one kept-alive connection: fenced, bounded in time and bytes, never redirected.
 *
 * @public
 */
export class TenantHttpClient {
  readonly #options: TenantHttpClientOptions;
  readonly #timeoutMs: number;
  readonly #clock: Clock;
  readonly #secureContext: tls.SecureContext;
  #agent: https.Agent;
  #closed = false;
  #servedChain: readonly X509Certificate[] = [];
  /** The progress of the connection that is being opened. `reached`: TLS has not completed. */
  #progress: 'resolving' | 'connecting' | 'reached' = 'resolving';

  /** @throws TenantRequestError when certificate or key cannot be used. */
  constructor(options: TenantHttpClientOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 4_000;
    this.#clock = options.clock ?? systemClock;
    this.#secureContext = secureContextOf(options.credentials);
    this.#agent = this.#newAgent();
  }

  /** The certificates of the last connection from the server's own upwards; empty before there was one. */
  get servedChain(): readonly X509Certificate[] {
    return this.#servedChain;
  }

  /** Makes the next request open a new connection: the kept-alive one may hide a changed certificate or address. */
  reconnect(): void {
    this.#agent.destroy();
    this.#agent = this.#newAgent();
  }

  /** Closes every connection, also one that is being opened. */
  close(): void {
    this.#closed = true;
    this.#agent.destroy();
  }

  /** @throws TenantRequestError when there is no complete answer. */
  async get(
    path: string,
    options: TenantRequestBounds = {},
  ): Promise<TenantAnswer> {
    return this.#sendTwice({ method: 'GET', path }, options);
  }

  /**
   * Sends a request that changes something. It is sent again if the server has closed the kept-alive connection, so it
   * must be safe to repeat: name what it creates.
   *
   * @throws TenantRequestError when there is no complete answer.
   */
  async write(
    request: TenantWrite,
    options: TenantRequestBounds = {},
  ): Promise<TenantAnswer> {
    return this.#sendTwice(request, options);
  }

  async #sendTwice(
    request: Sent,
    options: TenantRequestBounds,
  ): Promise<TenantAnswer> {
    const { maxBytes = 64 * 1024, timeoutMs = Infinity } = options;
    const bounds = {
      maxBytes,
      timeoutMs: Math.max(0, Math.min(this.#timeoutMs, timeoutMs)),
    };
    try {
      return await this.#send(request, bounds);
    } catch (error) {
      if (error instanceof KeptConnectionClosedError) {
        return this.#send(request, bounds);
      }
      throw error;
    }
  }

  /**
   * Whether the same API server, by its certificate, answers at another address. Nothing is requested there. False as well
   * where the fence does not admit the address.
   */
  async answersAt(
    address: string,
    { timeoutMs }: { timeoutMs: number },
  ): Promise<boolean> {
    try {
      const socket = await this.#open(address, timeoutMs);
      socket.destroy();
      return true;
    } catch {
      return false;
    }
  }

  async #open(at: string, timeoutMs: number): Promise<tls.TLSSocket> {
    const { credentials, access, fence, namedBy } = this.#options;
    const { host, port } = credentials;
    return openTenantSocket({
      address: await fence.admit(at, port, { namedBy }),
      host,
      port,
      secureContext: this.#secureContext,
      proxyUrl: access.mode === 'proxy' ? access.proxyUrl : undefined,
      timeoutMs,
    });
  }

  #send(
    sent: Sent,
    bounds: Required<TenantRequestBounds>,
  ): Promise<TenantAnswer> {
    const { host, port, token } = this.#options.credentials;
    const progress = { connected: false, answered: false };
    const body =
      sent.body === undefined ? undefined : JSON.stringify(sent.body);
    return new Promise((resolve, reject) => {
      const request = https.request({
        agent: this.#agent,
        host,
        port,
        path: sent.path,
        method: sent.method,
        headers: {
          accept: 'application/json, text/plain',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(body === undefined
            ? {}
            : {
                'content-type': sent.contentType ?? 'application/json',
                'content-length': Buffer.byteLength(body),
              }),
        },
      });
      const timer = this.#clock.setTimeout(() => {
        // A request that is destroyed before it has a socket reports no error.
        request.emit(
          'error',
          this.#timedOut(progress.connected, bounds.timeoutMs),
        );
      }, bounds.timeoutMs);
      const fail = (error: unknown) => {
        this.#clock.clearTimeout(timer);
        request.destroy();
        const wasClosed =
          request.reusedSocket && !progress.answered && isReset(error);
        reject(
          wasClosed
            ? new KeptConnectionClosedError()
            : describeTenantFailure(error),
        );
      };
      request.once('socket', () => {
        progress.connected = true;
      });
      request.on('error', fail);
      request.once('response', response => {
        progress.answered = true;
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > bounds.maxBytes) {
            fail(new AnswerTooLongError());
            return;
          }
          chunks.push(chunk);
        });
        response.on('error', fail);
        response.once('end', () => {
          this.#clock.clearTimeout(timer);
          const auditId = response.headers['audit-id'];
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString('utf8'),
            ...(typeof auditId === 'string' &&
              AUDIT_ID.test(auditId) && { auditId }),
          });
        });
      });
      request.end(body);
    });
  }

  #newAgent(): https.Agent {
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    agent.createConnection = (_options, callback) => {
      const fail = (error: Error) =>
        callback?.(error, undefined as never as Duplex);
      this.#connect().then(socket => {
        if (this.#closed || this.#agent !== agent) {
          socket.destroy();
          fail(new Error('The connection is not needed any more.'));
        } else {
          callback?.(null, socket);
        }
      }, fail);
      return undefined;
    };
    return agent;
  }

  async #connect(): Promise<tls.TLSSocket> {
    const { credentials, access, fence, namedBy } = this.#options;
    const { host, port } = credentials;
    this.#progress = 'resolving';
    try {
      const address = await fence.admit(host, port, { namedBy });
      this.#progress = 'connecting';
      const socket = await openTenantSocket({
        address,
        host,
        port,
        secureContext: this.#secureContext,
        proxyUrl: access.mode === 'proxy' ? access.proxyUrl : undefined,
        timeoutMs: this.#timeoutMs,
        onReached: () => {
          this.#progress = 'reached';
        },
      });
      this.#servedChain = chainOf(socket);
      return socket;
    } catch (error) {
      throw this.#connectFailure(error);
    }
  }

  #connectFailure(error: unknown): TenantRequestError {
    const { ca } = this.#options.credentials;
    return describeConnectFailure(error, {
      exact: this.#isExact,
      ca,
      now: this.#clock.now(),
    });
  }

  get #isExact(): boolean {
    const { fence, namedBy } = this.#options;
    return fence.isNarrowed || namedBy === 'kamaji';
  }

  #timedOut(connected: boolean, timeoutMs: number): TenantRequestError {
    if (connected) {
      return timedOut(true, timeoutMs);
    }
    const { host, port } = this.#options.credentials;
    const error =
      this.#progress === 'resolving' && !net.isIP(host)
        ? new AddressNotAllowedError({ kind: 'unresolved' }, `${host}:${port}`)
        : timedOut(this.#progress === 'reached', timeoutMs);
    return this.#connectFailure(error);
  }
}

/** `getPeerCertificate(true)` would write all fields of all certificates into objects first. */
function chainOf(socket: tls.TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  // A root is its own issuer.
  while (next && !chain.at(-1)?.raw.equals(next.raw)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

const secureContexts = new WeakMap<TenantCredentials, tls.SecureContext>();

/** Shared by all connections with the same credentials, because creating it takes longer than a request. */
function secureContextOf(credentials: TenantCredentials): tls.SecureContext {
  const known = secureContexts.get(credentials);
  if (known) {
    return known;
  }
  const { ca, certificate: cert, key } = credentials;
  try {
    const context = tls.createSecureContext({ ...SERVER_TRUST, ca, cert, key });
    secureContexts.set(credentials, context);
    return context;
  } catch (cause) {
    throw new TenantRequestError(
      'KubeconfigUnusable',
      'The certificates or the key in the kubeconfig cannot be read.',
      { cause },
    );
  }
}

function timedOut(connected: boolean, timeoutMs: number): TenantRequestError {
  const seconds = Math.round(timeoutMs / 1000);
  return connected
    ? new TenantRequestError(
        'Slow',
        `It accepted the connection but did not answer within ${seconds} s.`,
      )
    : new TenantRequestError(
        'Unreachable',
        `The address did not answer within ${seconds} s.`,
      );
}

function isReset(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && error.code === 'ECONNRESET'
  );
}
