import {
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { sentence } from '@dpf-portal/dpf-model';
import { fieldProblemsOf } from '../client/fieldProblemsOf';
import { serverMessage, statusCodeOf } from '../client/serverMessage';
import { unavailability } from './unavailability';

/** What a caller can do about an error, which depends on the host of the action. @public */
export interface ActionRemedies {
  /** The back end is unavailable. */
  unavailable: string;
  /** The sign-in has expired. */
  signedOut: string;
}

/** The back end rejects the sign-in, or Backstage makes no token of it. */
function isSignedOut(error: unknown): boolean {
  return (
    statusCodeOf(error) === 401 ||
    (error instanceof Error && error.name === 'AuthenticationError')
  );
}

/**
 * Converts an error of a call to one whose message, which the caller reads, says what to do.
 *
 * @public
 */
export function toActionError(
  error: unknown,
  remedies: ActionRemedies,
): unknown {
  const fields = fieldProblemsOf(error);
  const status = statusCodeOf(error);
  if (fields.length && status !== 403) {
    const lines = fields.map(({ field, reason }) => `- ${field}: ${reason}`);
    return new InputError(['The request was rejected.', ...lines].join('\n'));
  }
  const away = unavailability(error);
  if (away) {
    return new ServiceUnavailableError(
      `Gave up: ${sentence(away)} ${remedies.unavailable}`,
    );
  }
  if (isSignedOut(error)) {
    return new AuthenticationError(remedies.signedOut);
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
