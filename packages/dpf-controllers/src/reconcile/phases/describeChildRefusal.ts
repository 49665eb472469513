import { KubeApiError } from '@dpf-portal/kube-controller';
import { Problem } from '../Problem';

/**
 * Why the API server would not take a child of ours that is not the control plane, where that is a matter for a
 * person; `undefined` where trying again is the answer. The server says some of it by its message alone.
 */
export function describeChildRefusal(
  error: unknown,
  kind: string,
): Problem | undefined {
  if (!(error instanceof KubeApiError)) {
    return undefined;
  }
  const { message } = error;
  if (
    error.status === 500 &&
    message.includes('failed to allocate a nodePort')
  ) {
    return {
      reason: 'NodePortsExhausted',
      message:
        'The management cluster has no free NodePort left for the control plane: delete Services that are not needed, or widen --service-node-port-range.',
    };
  }
  if (![400, 403, 422].includes(error.status)) {
    return undefined;
  }
  if (message.includes('exceeded quota')) {
    return { reason: 'QuotaExceeded', message };
  }
  return { reason: `${kind}Refused`, message };
}
