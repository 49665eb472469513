import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import { Caller, isOwnedBy } from './Caller';

/** What a request leaves on the objects that it makes, by which it is known when it comes again. */
export interface RequestTrace {
  requestId?: string;
  requestedBy?: string;
  /** Objects of the first release have none. */
  requestDigest?: string;
  /** Entity ref, as the request was completed. */
  owner?: string;
}

/** Reads it from a DPUCluster, an upload or an admin Secret. */
export function requestTraceOf({ metadata }: KubeObject): RequestTrace {
  const { annotations = {} } = metadata;
  return {
    requestId: annotations[DPF_ANNOTATIONS.requestId],
    requestedBy: annotations[DPF_ANNOTATIONS.requestedBy],
    requestDigest: annotations[DPF_ANNOTATIONS.requestDigest],
    owner: annotations[DPF_ANNOTATIONS.owner],
  };
}

/**
 * Whether a colleague continues the request: not the user who sent it first, but a member of the group that owns what it
 * makes, with the very same request. Tasks are retried like that.
 */
export function isContinuedBy(
  caller: Caller,
  trace: RequestTrace,
  request: { requestId: string; requestDigest: string },
): boolean {
  return (
    trace.requestId === request.requestId &&
    trace.requestDigest === request.requestDigest &&
    trace.requestedBy !== caller.userEntityRef &&
    isOwnedBy(trace.owner, caller)
  );
}
