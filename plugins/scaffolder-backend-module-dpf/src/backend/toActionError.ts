import {
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

/** Turns an error of a call into one that says, in the task's log, what a person can do about it. */
export function toActionError(error: unknown): unknown {
  const fields = fieldProblemsOf(error);
  const status = statusCodeOf(error);
  if (fields.length && status !== 403) {
    const lines = fields.map(({ field, reason }) => `- ${field}: ${reason}`);
    return new InputError(['The request was refused.', ...lines].join('\n'));
  }
  const away = unavailability(error);
  if (away) {
    return new ServiceUnavailableError(
      `Gave up: ${sentence(
        away,
      )} Nothing is made twice when this task is started again.`,
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
