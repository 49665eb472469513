import http from 'node:http';

/** As the option `signal` of a request, at a fraction of its cost. */
export function destroyOnAbort(
  request: http.ClientRequest,
  signal: AbortSignal,
): void {
  const destroy = () => {
    const { reason } = signal;
    request.destroy(reason instanceof Error ? reason : new Error('Aborted'));
  };
  signal.addEventListener('abort', destroy);
  request.once('close', () => signal.removeEventListener('abort', destroy));
}
