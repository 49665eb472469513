import {
  ConflictError,
  CustomErrorBase,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  FieldProblem,
  LabelChangeEffect,
  webhookAway,
} from '@dpf-portal/dpf-model';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  GateClosedError,
  KubeApiError,
  KubeUnreachableError,
  failedWebhookOf,
  isDeniedByWebhook,
  requestedResource,
} from '@dpf-portal/kube-controller';

/** An invalid request; becomes a 400 whose `error.details` lists the fields and reasons. */
export class RequestProblemError extends InputError {
  // The status of the answer goes by this name.
  override readonly name = 'InputError';
  readonly details: FieldProblem[];

  constructor(details: FieldProblem[]) {
    super(
      details
        .map(({ field, reason }) => (field ? `${field}: ${reason}` : reason))
        .join(' '),
    );
    this.details = details;
  }
}

/** A request whose fields need a permission that the caller does not have; becomes a 403 with `error.details`. */
export class RequestForbiddenError extends NotAllowedError {
  // The status of the answer goes by this name.
  override readonly name = 'NotAllowedError';
  readonly details: FieldProblem[];

  constructor(details: FieldProblem[], permission: ResourcePermission) {
    const reasons = details.map(({ field, reason }) => `${field}: ${reason}`);
    super(
      `${reasons.join(' ')} This needs the permission ${
        permission.name
      }, which you do not have.`,
    );
    this.details = details;
  }
}

/**
 * A change that was made from values that somebody else has changed since; becomes a 409 whose `error.details` lists what
 * is different.
 */
export class ChangedMeanwhileError extends ConflictError {
  // The status of the answer goes by this name.
  override readonly name = 'ConflictError';

  constructor(readonly details: FieldProblem[]) {
    super(
      `${details
        .map(({ reason }) => reason)
        .join(
          ' ',
        )} Nothing was changed. Look at the new values, and repeat the change if it is still intended.`,
    );
  }
}

/**
 * A change of labels that deletes DPUs and was not confirmed, or was confirmed for another number; becomes a 409 whose
 * `error.labelChange` has the numbers and names.
 */
export class UnconfirmedChangeError extends ConflictError {
  // The status of the answer goes by this name.
  override readonly name = 'ConflictError';

  constructor(message: string, readonly labelChange: LabelChangeEffect) {
    super(message);
  }
}

/**
 * Too many requests, or too many stored objects, of the caller; becomes a 429, with `Retry-After` if the time is known.
 */
export class TooManyRequestsError extends CustomErrorBase {
  override readonly name = 'TooManyRequestsError';
  // The status of the answer goes by this field.
  readonly statusCode = 429;
  readonly retryAfterSeconds?: number;

  constructor(message: string, options: { retryAfterSeconds?: number } = {}) {
    super(message);
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** No answer arrived, so that nobody knows whether a write took effect; becomes a 503. */
export class NoAnswerError extends ServiceUnavailableError {
  // The status of the answer goes by this name.
  override readonly name = 'ServiceUnavailableError';
}

/** The paths of the API server that differ from those of a request. */
const FIELDS: ReadonlyArray<[RegExp, string]> = [
  [/^spec\.clusterEndpoint\.keepalived/, 'keepalived'],
  [/^spec\.kubeconfig$/, 'kubeconfigSecret'],
  [/^spec\./, ''],
  [/^metadata\./, ''],
];

function fieldOf(path: string): string {
  for (const [pattern, replacement] of FIELDS) {
    if (pattern.test(path)) {
      return path.replace(pattern, replacement);
    }
  }
  return path;
}

function causesOf(error: KubeApiError): FieldProblem[] {
  const { message, details } = error;
  return (details?.causes ?? []).map(cause => ({
    field: fieldOf(cause.field ?? ''),
    reason: cause.message ?? message,
  }));
}

/**
 * A 503 that names the webhook because of which the API server rejected a request; `undefined` if the error has another
 * cause. `kind` is used where the error does not show what was written.
 */
export function webhookError(
  error: KubeApiError,
  managementCluster: string,
  kind: string,
): ServiceUnavailableError | undefined {
  const webhook = failedWebhookOf(error);
  if (!webhook) {
    return undefined;
  }
  const { method, path } = error;
  const resource = requestedResource(path);
  const { sentence } = webhookAway(webhook, { method, resource, kind });
  return new ServiceUnavailableError(
    `${managementCluster}: ${sentence} Ask the platform team to restore the webhook, then try again.`,
  );
}

/**
 * Whether a rejection is about what was sent: by a webhook, a quota or an admission policy. Other 403s are about the
 * portal's identity.
 */
export function isRefusalOfRequest(error: KubeApiError): boolean {
  return (
    // A webhook that denies a request chooses the status.
    isDeniedByWebhook(error) ||
    /exceeded quota|ValidatingAdmissionPolicy/.test(error.message)
  );
}

function fromApiError(error: KubeApiError, name: string): Error {
  const { status, reason } = error;
  const stopped = webhookError(error, name, 'DPUCluster');
  if (stopped) {
    return stopped;
  }
  // A webhook that denies a request chooses the status.
  if (isDeniedByWebhook(error)) {
    return new RequestProblemError([{ field: '', reason: error.message }]);
  }
  if (status === 404) {
    return new NotFoundError(error.message);
  }
  if (status === 409) {
    return new ConflictError(error.message);
  }
  if (status === 400 || status === 422) {
    const causes = causesOf(error);
    return causes.length
      ? new RequestProblemError(causes)
      : new RequestProblemError([{ field: '', reason: error.message }]);
  }
  if (status === 403) {
    return isRefusalOfRequest(error)
      ? new RequestProblemError([{ field: '', reason: error.message }])
      : new ServiceUnavailableError(
          `The portal may not do this on ${name}: ${error.message}`,
        );
  }
  return new ServiceUnavailableError(
    `${name} answered with ${status}${reason ? ` ${reason}` : ''}.`,
  );
}

/**
 * Maps errors of the client to errors of the REST API: refusals of the API server to 400, 404 or 409, an unreachable
 * server to 503. Other errors are not changed.
 */
export function toPortalError(
  error: unknown,
  managementCluster: string,
): unknown {
  if (error instanceof KubeApiError) {
    return fromApiError(error, managementCluster);
  }
  const away = `${managementCluster} cannot be reached. Nothing was lost; try again once it is back.`;
  if (error instanceof KubeUnreachableError) {
    return new NoAnswerError(away);
  }
  if (error instanceof GateClosedError) {
    return new ServiceUnavailableError(away);
  }
  return error;
}
