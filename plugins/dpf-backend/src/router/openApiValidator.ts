import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { FieldProblem } from '@dpf-portal/backstage-plugin-dpf-common';
import { ErrorRequestHandler, RequestHandler } from 'express';
import { error as validation, middleware } from 'express-openapi-validator';
import { RequestProblemError } from '../requests';

function toFieldProblem(problem: {
  path: string;
  message: string;
}): FieldProblem {
  const [, , ...rest] = problem.path.split('/');
  const words = problem.message.replace(/\.$/, '');
  return {
    field: rest.join('.'),
    reason: `${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
  };
}

const toRequestProblem: ErrorRequestHandler = (error, _req, _res, next) => {
  if (error instanceof validation.BadRequest) {
    next(new RequestProblemError(error.errors.map(toFieldProblem)));
  } else if (error instanceof validation.NotFound) {
    next(new NotFoundError('There is no such route.'));
  } else if (error instanceof validation.UnsupportedMediaType) {
    next(new InputError('The body must be application/json.'));
  } else {
    next(error);
  }
};

/** Checks requests against `schema/openapi.yaml`; what does not fit is a 400 with its fields and reasons. */
export function openApiValidator(): Array<
  RequestHandler | ErrorRequestHandler
> {
  return [
    ...middleware({
      apiSpec: resolvePackagePath(
        '@dpf-portal/backstage-plugin-dpf-backend',
        'src/schema/openapi.yaml',
      ),
      validateRequests: { allErrors: true },
      validateResponses: false,
      validateSecurity: false,
      fileUploader: false,
      useRequestUrl: true,
      ignoreUndocumented: true,
    }),
    toRequestProblem,
  ];
}
