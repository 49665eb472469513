import { RequestHandler } from 'express';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function withoutStack(error: Json): Json {
  if (error === null || typeof error !== 'object' || Array.isArray(error)) {
    return error;
  }
  const { stack, cause, ...rest } = error;
  return cause === undefined ? rest : { ...rest, cause: withoutStack(cause) };
}

/**
 * Removes stack traces from the responses of all plugins. In development Backstage includes them, with paths of this
 * machine, and several plugins have their own error handler. The back end's log still contains them.
 */
export const errorsWithoutStack: RequestHandler = (_req, res, next) => {
  const send = res.json.bind(res);
  res.json = body =>
    send(
      res.statusCode >= 400 && body?.error
        ? { ...body, error: withoutStack(body.error) }
        : body,
    );
  next();
};
