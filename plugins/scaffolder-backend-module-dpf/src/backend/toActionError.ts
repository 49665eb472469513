import {
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  fieldProblemsOf,
  serverMessage,
  statusCodeOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence } from '@dpf-portal/dpf-model';
import { unavailability } from './unavailability';

/** The back end rejects the sign-in, or Backstage makes no token of it. */
function isSignedOut(error: unknown): boolean {
  return (
    statusCodeOf(error) === 401 ||
    (error instanceof Error && error.name === 'AuthenticationError')
  );
}

/** Converts an error of a call to one whose message, in the task's log, says what to do. */
export function toActionError(error: unknown): unknown {
  const fields = fieldProblemsOf(error);
  const status = statusCodeOf(error);
  if (fields.length && status !== 403) {
    const lines = fields.map(({ field, reason }) => `- ${field}: ${reason}`);
    return new InputError(['The request was rejected.', ...lines].join('\n'));
  }
  const away = unavailability(error);
  if (away) {
    return new ServiceUnavailableError(
      `Gave up: ${sentence(
        away,
      )} The task can be started again; it creates nothing twice.`,
    );
  }
  if (isSignedOut(error)) {
    return new AuthenticationError(
      'The sign-in of the user who started this task has expired or is lost. Sign in and start the task again: that user can, and so can members of the group that owns the cluster. It goes on where it stopped and creates nothing twice.',
    );
  }
  const message = serverMessage(error);
  switch (status) {
    case 400:
      return new InputError(message);
    case 403:
      return new NotAllowedError(message);
    case 404:
      return new NotFoundError(message);
    case 409:
      return new ConflictError(message);
    default:
      return error;
  }
}
