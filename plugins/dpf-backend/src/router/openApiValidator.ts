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

/** The description of the REST API, which the published package holds too. */
export const OPENAPI_FILE = resolvePackagePath(
  '@dpf-portal/backstage-plugin-dpf-backend',
  'src/schema/openapi.yaml',
);

/** What tests set to check answers as well. */
export type OpenApiOptions = Pick<
  Parameters<typeof middleware>[0],
  'apiSpec' | 'validateResponses'
>;

/**
 * Checks requests against `schema/openapi.yaml`; what does not fit is a 400 with its fields and reasons. Answers are
 * checked in tests only: a user is better served by an answer with a field too many than by none.
 */
export function openApiValidator(
  options: OpenApiOptions = { apiSpec: OPENAPI_FILE, validateResponses: false },
): Array<RequestHandler | ErrorRequestHandler> {
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
