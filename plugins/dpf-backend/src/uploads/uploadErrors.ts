import {
  GateClosedError,
  KubeApiError,
  KubeUnreachableError,
  isDeniedByWebhook,
} from '@dpf-portal/kube-controller';
import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import {
  RequestProblemError,
  toPortalError,
  webhookError,
} from '../requests/requestErrors';

/** A 400 about the upload that a request names. */
export function uploadProblem(reason: string): RequestProblemError {
  return new RequestProblemError([{ field: 'kubeconfigUpload', reason }]);
}

/** The quota is used up, or was created a moment ago and is not counted yet. */
function isQuotaRefusal(error: unknown): boolean {
  return (
    error instanceof KubeApiError &&
    error.status === 403 &&
    /exceeded quota|status unknown for quota/.test(error.message)
  );
}

/**
 * The error for a Secret that could not be read or written. It never quotes the server, because a refusal may contain
 * the object; the name of a webhook is part of the server's configuration.
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
  const stopped =
    error instanceof KubeApiError
      ? webhookError(error, managementCluster, 'Secret')
      : undefined;
  if (stopped) {
    return stopped;
  }
  if (isDeniedByWebhook(error)) {
    return new ServiceUnavailableError(
      `A webhook on ${managementCluster} does not let the portal keep Secrets in ${where}. The platform team must change its policy.`,
    );
  }
  if (isQuotaRefusal(error)) {
    return new ServiceUnavailableError(
      `The ResourceQuota of ${where} on ${managementCluster} leaves no room for another Secret. Try again later, or ask the platform team to raise it. Uploads that nobody uses are removed after a day.`,
    );
  }
  if (
    error instanceof KubeApiError &&
    error.status === 404 &&
    error.details?.kind === 'namespaces'
  ) {
    return new ServiceUnavailableError(
      `The namespace ${where} does not exist on ${managementCluster}, so the portal cannot keep Secrets there. The platform team must create it, such as with deploy/charts/dpf-portal/namespaces.yaml.`,
    );
  }
  if (error instanceof KubeApiError && error.status === 403) {
    return new ServiceUnavailableError(
      `${managementCluster} does not let the portal keep Secrets in ${where} (status 403). The platform team must grant it, such as with deploy/charts/dpf-portal/rbac/portal-uploads.yaml.`,
    );
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
