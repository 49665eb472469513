import { TenantRequestError } from './TenantRequestError';

/** A tenant sent more than it was asked for; the rest was not read. */
export class AnswerTooLongError extends TenantRequestError {
  constructor() {
    super('Unhealthy', 'The answer is too long.');
  }
}
