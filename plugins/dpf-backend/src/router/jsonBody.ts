import { InputError } from '@backstage/errors';
import express, { ErrorRequestHandler, RequestHandler } from 'express';

/** A kubeconfig of 64 KiB, escaped as JSON. */
const LIMIT = '96kb';

const withoutBody: ErrorRequestHandler = (error, _req, _res, next) => {
  // The parser's own error carries the body, which may hold a kubeconfig, into answers and logs.
  const isTooLarge = error?.type === 'entity.too.large';
  next(
    new InputError(
      isTooLarge ? 'The body is larger than 96 KiB.' : 'The body is not JSON.',
    ),
  );
};

/** Reads JSON bodies of bounded size. Its errors never carry what was read. */
export function jsonBody(): Array<RequestHandler | ErrorRequestHandler> {
  return [express.json({ limit: LIMIT }), withoutBody];
}
