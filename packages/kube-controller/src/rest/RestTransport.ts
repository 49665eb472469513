import { KubeConfig } from '@kubernetes/client-node';
import http from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { Clock, systemClock } from '../clock';
import { MetricsRegistry, silentMetrics } from '../metrics';
import { AgentPool } from './AgentPool';
import { Credentials } from './Credentials';
import { RequestLimiter } from './RequestLimiter';
import {
  KubeTransport,
  RestRequest,
  RestStream,
  RestStreamRequest,
} from './KubeTransport';
import { RestMetrics } from './RestMetrics';
import { destroyOnAbort, whenConnected } from './connectionEvents';
import { GateClosedError, KubeApiError, KubeUnreachableError } from './errors';
import { readBody, readLines } from './readAnswer';
import { toApiError } from './toApiError';

const DEFAULT_MAX_BYTES = 128 * 1024 * 1024;
// Longer than the 30 s after which the server reports a hanging webhook, which says more than a time-out.
const DEFAULT_TIMEOUT_MS = 35_000;

/** The options of a {@link RestTransport}: the server, its credentials and the limits of use. @public */
export interface RestTransportOptions {
  userAgent?: string;
  /** The maximum of ordinary requests in flight; watches do not count. Default 24. */
  maxInFlight?: number;
  /** How long a request may take from the call to the last byte, including its time in the queue. Default 35 s. */
  timeoutMs?: number;
  clock?: Clock;
  metrics?: MetricsRegistry;
  /** An HTTP CONNECT proxy between us and the server. Default: what the kubeconfig's cluster says. */
  proxyUrl?: string;
  /**
   * Called with the `Audit-Id` of each answer, by which the server's audit log names the request. It runs in the
   * asynchronous context of who sent the request.
   */
  onAuditId?: (auditId: string) => void;
}

interface Exchange {
  response: http.IncomingMessage;
}

/**
 * HTTP to one API server over one kept-alive agent.
 *
 * Every failure is a {@link KubeApiError} (the server answered) or a {@link KubeUnreachableError} (it did not); an
 * aborted signal rejects with the signal's reason. Redirects are not followed. A 429 with `Retry-After` delays every
 * later request of this transport.
 *
 * @public
 */
export class RestTransport implements KubeTransport {
  /** Makes the transport for the current context of a kubeconfig. */
  static fromKubeConfig(
    kubeConfig: KubeConfig,
    options: RestTransportOptions = {},
  ): RestTransport {
    const cluster = kubeConfig.getCurrentCluster();
    if (!cluster) {
      throw new Error('The kubeconfig has no current cluster');
    }
    const server = new URL(cluster.server);
    if (server.protocol === 'http:' && !cluster.skipTLSVerify) {
      throw new Error('The address of the API server must begin with https://');
    }
    return new RestTransport(server, new Credentials(kubeConfig), {
      ...options,
      proxyUrl: options.proxyUrl ?? cluster.proxyUrl,
    });
  }

  /** The address of the API server. */
  readonly server: string;
  readonly clock: Clock;
  readonly #url: URL;
  /** The request options that do not change, computed once. */
  readonly #target: http.RequestOptions;
  readonly #basePath: string;
  readonly #agents: AgentPool;
  readonly #limiter: RequestLimiter;
  readonly #timeoutMs: number;
  readonly #userAgent: string;
  readonly #metrics: RestMetrics;
  readonly #onAuditId?: (auditId: string) => void;

  readonly #credentials: Credentials;

  private constructor(
    url: URL,
    credentials: Credentials,
    options: RestTransportOptions,
  ) {
    this.#credentials = credentials;
    const maxInFlight = options.maxInFlight ?? 24;
    this.#url = url;
    this.server = url.href.replace(/\/$/, '');
    this.#target = urlToHttpOptions(url);
    this.#basePath = url.pathname.replace(/\/$/, '');
    this.clock = options.clock ?? systemClock;
    this.#agents = new AgentPool(url, {
      proxyUrl: options.proxyUrl,
      maxFreeSockets: maxInFlight,
    });
    this.#limiter = new RequestLimiter(this.clock, maxInFlight);
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#userAgent = options.userAgent ?? 'kube-controller';
    this.#onAuditId = options.onAuditId;
    this.#metrics = new RestMetrics(options.metrics ?? silentMetrics, url.host);
  }

  /**
   * Sends a request; resolves to the parsed JSON of the answer, or to its text where it is not JSON. A GET is sent
   * again when the server has just closed the kept-alive connection.
   */
  async request<T>(request: RestRequest): Promise<T> {
    const deadline = new AbortController();
    const timeoutMs = request.timeoutMs ?? this.#timeoutMs;
    const timer = this.clock.setTimeout(() => {
      deadline.abort(
        new KubeUnreachableError(
          `${request.method} ${request.path} got no answer within ${timeoutMs} ms`,
          { code: 'ETIMEDOUT' },
        ),
      );
    }, timeoutMs);
    const signal = request.signal
      ? AbortSignal.any([request.signal, deadline.signal])
      : deadline.signal;
    const release = request.urgent
      ? () => {}
      : await this.#limiter.acquire(signal);
    try {
      signal.throwIfAborted();
      return await this.#answerOf<T>(request, signal);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      release?.();
      this.clock.clearTimeout(timer);
    }
  }

  /** Opens a stream; resolves when the server answers with a success. */
  async stream(request: RestStreamRequest): Promise<RestStream> {
    const stop = new AbortController();
    const signal = request.signal
      ? AbortSignal.any([request.signal, stop.signal])
      : stop.signal;
    const idle = this.#idleTimer(request.idleTimeoutMs ?? 0, stop);
    try {
      signal.throwIfAborted();
      const { response } = await this.#send(request, signal);
      if (response.statusCode !== 200) {
        throw await this.#failure(request, response);
      }
      return {
        lines: this.#lines(request, response, idle, signal),
        close: () => {
          idle.clear();
          response.destroy();
        },
      };
    } catch (error) {
      idle.clear();
      throw signal.aborted ? signal.reason : toUnreachable(request, error);
    }
  }

  /** Closes the kept-alive connections. Requests under way fail. */
  close(): void {
    this.#agents.close();
  }

  #reportAuditId({ headers }: http.IncomingMessage): void {
    const auditId = headers['audit-id'];
    if (typeof auditId === 'string') {
      this.#onAuditId?.(auditId);
    }
  }

  async *#lines(
    request: RestStreamRequest,
    response: http.IncomingMessage,
    idle: { restart(): void; clear(): void },
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    try {
      for await (const line of readLines(
        response,
        request.maxBytes ?? DEFAULT_MAX_BYTES,
      )) {
        idle.restart();
        yield line;
      }
    } catch (error) {
      throw signal.aborted ? signal.reason : toUnreachable(request, error);
    } finally {
      idle.clear();
      response.destroy();
    }
  }

  #idleTimer(ms: number, stop: AbortController) {
    let timer: ReturnType<Clock['setTimeout']> | undefined;
    const idle = {
      restart: () => {
        this.clock.clearTimeout(timer);
        if (ms > 0) {
          timer = this.clock.setTimeout(() => {
            stop.abort(
              new KubeUnreachableError(`No data arrived for ${ms} ms`, {
                code: 'ESTREAMIDLE',
              }),
            );
          }, ms);
        }
      },
      clear: () => this.clock.clearTimeout(timer),
    };
    idle.restart();
    return idle;
  }

  async #answerOf<T>(request: RestRequest, signal: AbortSignal): Promise<T> {
    try {
      const { response } = await this.#send(request, signal);
      this.#reportAuditId(response);
      if (!isSuccess(response)) {
        throw await this.#failure(request, response);
      }
      const text = await readBody(
        response,
        request.maxBytes ?? DEFAULT_MAX_BYTES,
      );
      return parseAnswer(response, text) as T;
    } catch (error) {
      throw toUnreachable(request, error);
    }
  }

  async #failure(
    request: RestRequest,
    response: http.IncomingMessage,
  ): Promise<KubeApiError> {
    // A `Status` is small; a longer body is not a Status and is not read.
    const body = await readBody(response, 1024 * 1024);
    const error = toApiError(request, response, body);
    this.#metrics.failed(error);
    if (error.status === 429) {
      this.#limiter.hold(error.retryAfterMs ?? 1000);
    }
    return error;
  }

  async #send(request: RestRequest, signal: AbortSignal): Promise<Exchange> {
    for (let attempt = 0; ; attempt++) {
      const auth = await this.#credentials.resolve();
      signal.throwIfAborted();
      const agent = this.#agents.agentFor(auth.tls);
      const sent = this.#open(request, auth.headers, agent, signal);
      try {
        const exchange = await sent.answer;
        this.#metrics.answered(request.method, exchange.response.statusCode);
        return exchange;
      } catch (error) {
        this.#metrics.answered(request.method, undefined);
        const retry =
          attempt < 2 && request.method === 'GET' && sent.wasReused();
        if (!retry || signal.aborted) {
          throw error;
        }
      }
    }
  }

  #open(
    request: RestRequest,
    authHeaders: Record<string, string>,
    agent: http.Agent,
    signal: AbortSignal,
  ) {
    const payload =
      request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers: http.OutgoingHttpHeaders = {
      ...authHeaders,
      Accept: request.accept ?? 'application/json',
      'User-Agent': this.#userAgent,
    };
    if (payload !== undefined) {
      headers['Content-Type'] = request.contentType ?? 'application/json';
      headers['Content-Length'] = Buffer.byteLength(payload);
    }
    const send = this.#url.protocol === 'http:' ? http.request : https.request;
    const req = send({
      ...this.#target,
      path: this.#pathOf(request),
      method: request.method,
      headers,
      agent,
    });
    destroyOnAbort(req, signal);
    const answer = new Promise<Exchange>((resolve, reject) => {
      req.once('response', response => resolve({ response }));
      // Stays for the life of the request, so that a reset after the answer is handled.
      req.on('error', reject);
    });
    const { admit } = request;
    if (admit) {
      whenConnected(req, () => {
        try {
          admit();
        } catch (error) {
          req.destroy(
            error instanceof Error ? error : new Error(String(error)),
          );
          return;
        }
        req.end(payload);
      });
    } else {
      req.end(payload);
    }
    return { answer, wasReused: () => req.reusedSocket };
  }

  #pathOf(request: RestRequest): string {
    const query = Object.entries(request.query ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]);
    const path = this.#basePath + request.path;
    return query.length > 0 ? `${path}?${new URLSearchParams(query)}` : path;
  }
}

function isSuccess(response: http.IncomingMessage): boolean {
  const status = response.statusCode ?? 0;
  return status >= 200 && status < 300;
}

function parseAnswer(response: http.IncomingMessage, text: string): unknown {
  const type = response.headers['content-type'] ?? '';
  return text && type.includes('json') ? JSON.parse(text) : text;
}

function toUnreachable(request: RestRequest, error: unknown): Error {
  if (
    error instanceof KubeApiError ||
    error instanceof KubeUnreachableError ||
    error instanceof GateClosedError
  ) {
    return error;
  }
  const cause = error as { message?: string; code?: string } | undefined;
  return new KubeUnreachableError(
    `${request.method} ${request.path} failed: ${cause?.message ?? error}`,
    { cause: error, code: cause?.code },
  );
}
