import { RequestProblemError } from '../requests/RequestProblemError';

/** A 400 about the upload that a request names. */
export function uploadProblem(reason: string): RequestProblemError {
  return new RequestProblemError([{ field: 'kubeconfigUpload', reason }]);
}
