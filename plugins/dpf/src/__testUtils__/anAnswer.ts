import { ResponseError } from '@backstage/errors';
import { FieldProblem } from '@dpf-portal/dpf-model';

/** The error that Backstage creates from an error response of the back end. */
export function anAnswer(
  status: number,
  error: { name: string; message: string; details?: FieldProblem[] },
): Promise<ResponseError> {
  return ResponseError.fromResponse(
    new Response(JSON.stringify({ error, response: { statusCode: status } }), {
      status,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    }),
  );
}

/** The response of the back end for a cluster that does not exist. */
export const aNotFound = () =>
  anAnswer(404, {
    name: 'NotFoundError',
    message: 'There is no such cluster.',
  });
