import {
  GateClosedError,
  KubeApiError,
  KubeUnreachableError,
} from '@dpf-portal/kube-controller';
import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import { toPortalError } from '../requests/toPortalError';

/**
 * What to say when a Secret could not be read or written. Never the server's own words: a refusal may quote the object.
 */
export function secretError(
  error: unknown,
  managementCluster: string,
  where: string,
): unknown {
  if (
    error instanceof KubeUnreachableError ||
    error instanceof GateClosedError
  ) {
    return toPortalError(error, managementCluster);
  }
  if (error instanceof KubeApiError) {
    return error.status === 409
      ? new ConflictError(`The Secret in ${where} was changed; try again.`)
      : new ServiceUnavailableError(
          `${managementCluster} does not let the portal keep Secrets in ${where} (status ${error.status}).`,
        );
  }
  return error;
}
