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
 * Leaves stack traces out of the answers of every plugin. In development Backstage puts them in, with the paths of this
 * machine, and several plugins have an error handler of their own. The back end's log has them.
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
