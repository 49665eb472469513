import { Clock } from '../clock';

/** One HTTP request to the API server. @public */
export interface RestRequest {
  method: string;
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  contentType?: string;
  accept?: string;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** The maximum length of the answer, or of a stream's line. */
  maxBytes?: number;
  /** Skips the queue: for Leases and probes. */
  urgent?: boolean;
  /**
   * Called right before the request is written to its connection. The request rejects with the error that it throws.
   */
  admit?: () => void;
}

/** A request whose answer is a {@link RestStream}. @public */
export interface RestStreamRequest extends RestRequest {
  /** The stream ends with a {@link KubeUnreachableError} when no data arrives for this long. */
  idleTimeoutMs?: number;
}

/** An answer that arrives line by line, as a watch does. @public */
export interface RestStream {
  /** One JSON document a line. */
  lines: AsyncIterable<string>;
  close(): void;
}

/**
 * What a {@link KubeClient} sends its requests through: an API server over HTTP, or objects that stand in for one. Every
 * failure is a {@link KubeApiError} or a {@link KubeUnreachableError}, as {@link RestTransport} says.
 *
 * @public
 */
export interface KubeTransport {
  /** The address of the API server. */
  readonly server: string;
  readonly clock: Clock;
  /** Sends a request; resolves to the parsed JSON of the answer, or to its text where it is not JSON. */
  request<T>(request: RestRequest): Promise<T>;
  /** Opens a stream; resolves when the server answers with a success. */
  stream(request: RestStreamRequest): Promise<RestStream>;
  /** Requests under way fail. */
  close(): void;
}
