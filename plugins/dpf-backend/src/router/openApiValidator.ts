import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { FieldProblem } from '@dpf-portal/dpf-model';
import { ErrorRequestHandler, RequestHandler } from 'express';
import { error as validation, middleware } from 'express-openapi-validator';
import { RequestProblemError } from '../requests/requestErrors';

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

/** The OpenAPI description of the REST API, which is also part of the published package. */
export const OPENAPI_FILE = resolvePackagePath(
  '@dpf-portal/backstage-plugin-dpf-backend',
  'src/schema/openapi.yaml',
);

/** Set by tests to validate responses too. */
export type OpenApiOptions = Pick<
  Parameters<typeof middleware>[0],
  'apiSpec' | 'validateResponses'
>;

/** What checks requests, and says what is wrong with them. */
export type OpenApiHandlers = Array<RequestHandler | ErrorRequestHandler>;

/**
 * Validates requests against `schema/openapi.yaml`; an invalid one is a 400 with fields and reasons. Responses are
 * validated in tests only: for a user, a response with an extra field is better than none.
 */
export function openApiValidator(
  options: OpenApiOptions = { apiSpec: OPENAPI_FILE, validateResponses: false },
): OpenApiHandlers {
  return [
    ...middleware({
      ...options,
      validateRequests: { allErrors: true },
      validateSecurity: false,
      fileUploader: false,
      useRequestUrl: true,
      ignoreUndocumented: true,
    }),
    toRequestProblem,
  ];
}
