import { ErrorRequestHandler } from 'express';
import { TooManyRequestsError } from '../requests';

/** Says in the header when a request that came too often may come again. */
export function retryAfter(): ErrorRequestHandler {
  return (error, _req, res, next) => {
    if (
      error instanceof TooManyRequestsError &&
      error.retryAfterSeconds !== undefined
    ) {
      res.setHeader('Retry-After', error.retryAfterSeconds);
    }
    next(error);
  };
}
