import { ResponseError } from '@backstage/errors';
import { FieldProblem } from '@dpf-portal/dpf-model';

/** The error that an answer of the back end becomes in Backstage, made from a real Response. */
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

/** What the back end answers where there is nothing to see. */
export const aNotFound = () =>
  anAnswer(404, {
    name: 'NotFoundError',
    message: 'There is no such cluster.',
  });
