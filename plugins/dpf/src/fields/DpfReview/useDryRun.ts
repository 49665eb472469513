import { ResponseError, toError } from '@backstage/errors';
import { CreateDpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterRequest, FieldProblem } from '@dpf-portal/dpf-model';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { useDpfApi } from '../../api/useDpfApi';

/** What the server says of a request that nobody has sent yet. */
export interface DryRun {
  answer?: CreateDpuClusterAnswer;
  /** Why it would be rejected, or could not be checked. */
  failure?: {
    message: string;
    /** The fields that are wrong; empty where it is none of them. */
    details: FieldProblem[];
    /** The server has rejected the request; otherwise it could not check it. */
    isRejected: boolean;
  };
  loading: boolean;
  retry(): void;
}

function failureOf(error: unknown): DryRun['failure'] {
  const { message } = toError(error);
  if (!(error instanceof ResponseError)) {
    return { message, details: [], isRejected: false };
  }
  const { statusCode } = error;
  const { details = [] } = error.body.error as { details?: FieldProblem[] };
  return {
    message,
    // What else an answer with fields says, such as the permission that is missing, is only in its message.
    details: statusCode === 400 ? details : [],
    isRejected: statusCode >= 400 && statusCode < 500 && statusCode !== 429,
  };
}

/** Asks the server to check a request and to make nothing. */
export function useDryRun(request: DpuClusterRequest): DryRun {
  const api = useDpfApi();
  // The same request may be a new object at each rendering.
  const text = JSON.stringify(request);
  const { value, error, loading, retry } = useAsyncRetry(
    () => api.createDpuCluster(JSON.parse(text), { dryRun: true }),
    [api, text],
  );
  return {
    answer: loading ? undefined : value,
    failure: error && !loading ? failureOf(error) : undefined,
    loading,
    retry,
  };
}
