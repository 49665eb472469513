/** A request as the fault proxy sees it. */
export interface ProxiedRequest {
  method: string;
  /** Path without query. */
  path: string;
  isWatch: boolean;
}

/** What happens to a request in place of the answer it would get. */
export type Fault =
  /** The answer is the server's, but late. */
  | { kind: 'delay'; ms: number }
  /** The server never hears of it. */
  | {
      kind: 'answer';
      status: number;
      message?: string;
      retryAfterSeconds?: number;
    }
  /** The server does it, and its answer is lost: the client waits for ever. */
  | { kind: 'swallow' };

/** A fault, and the requests that meet it. */
export interface FaultRule {
  fault: Fault;
  /** Default: every request. */
  matches?: (request: ProxiedRequest) => boolean;
}

const WRITE_METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** It may change something on the server. */
export function isWrite({ method }: Pick<ProxiedRequest, 'method'>): boolean {
  return WRITE_METHODS.has(method);
}

/** A write of the controllers’ work: Leases, Events and access reviews are not. */
export function isWork(
  request: Pick<ProxiedRequest, 'method' | 'path'>,
): boolean {
  return (
    isWrite(request) &&
    !/\/(leases|events|selfsubjectaccessreviews)(\/|$)/.test(request.path)
  );
}
