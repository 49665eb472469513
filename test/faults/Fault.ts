/** A request as the fault proxy sees it. */
export interface ProxiedRequest {
  method: string;
  /** Path without query. */
  path: string;
  isWatch: boolean;
}

/** What happens to a request instead of the normal response. */
export type Fault =
  /** The server's response is delayed. */
  | { kind: 'delay'; ms: number }
  /** The request is not forwarded to the server. */
  | {
      kind: 'answer';
      status: number;
      message?: string;
      retryAfterSeconds?: number;
    }
  /** The server processes the request, but its response is lost: the client waits forever. */
  | { kind: 'swallow' };

/** A fault and the requests it applies to. */
export interface FaultRule {
  fault: Fault;
  /** Default: every request. */
  matches?: (request: ProxiedRequest) => boolean;
}

const WRITE_METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Whether the request can change data on the server. */
export function isWrite({ method }: Pick<ProxiedRequest, 'method'>): boolean {
  return WRITE_METHODS.has(method);
}

/** Whether the request is a write other than Leases, Events and access reviews. */
export function isWork(
  request: Pick<ProxiedRequest, 'method' | 'path'>,
): boolean {
  return (
    isWrite(request) &&
    !/\/(leases|events|selfsubjectaccessreviews)(\/|$)/.test(request.path)
  );
}
