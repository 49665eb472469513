import { TenantRequestError } from './TenantRequestError';

/** A server answered with status 200, and not as an API server does: waiting does not change that. */
export class NotAnApiServerError extends TenantRequestError {
  constructor(message: string) {
    super('Unhealthy', message);
  }
}
