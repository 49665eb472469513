import {
  ConflictError,
  CustomErrorBase,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { FieldProblem } from '@dpf-portal/dpf-model';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  GateClosedError,
  KubeApiError,
  KubeUnreachableError,
} from '@dpf-portal/kube-controller';

/** A request that cannot be carried out as it is; becomes a 400 whose `error.details` says which fields and why. */
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

/** The caller asked too often or keeps too much; becomes a 429, with `Retry-After` where the time is known. */
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

/** Where the API server's paths and the request's differ. */
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

function fromApiError(error: KubeApiError, name: string): Error {
  const { status, reason } = error;
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
    // A quota and an admission policy speak of the request; the rest is what the portal's own identity may not do.
    return /exceeded quota|admission webhook|ValidatingAdmissionPolicy/.test(
      error.message,
    )
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
 * Turns what the runtime throws into what the REST API answers: refusals of the API server into 400, 404 or 409, a
 * server that is away into 503. Other errors stay as they are.
 */
export function toPortalError(
  error: unknown,
  managementCluster: string,
): unknown {
  if (error instanceof KubeApiError) {
    return fromApiError(error, managementCluster);
  }
  if (
    error instanceof KubeUnreachableError ||
    error instanceof GateClosedError
  ) {
    return new ServiceUnavailableError(
      `${managementCluster} cannot be reached. Nothing was lost; try again once it is back.`,
    );
  }
  return error;
}
