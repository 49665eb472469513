import { KubeApiError } from '@dpf-portal/kube-controller';
import { Problem } from '../Problem';

/**
 * Why the API server or Kamaji's webhook would not take a control plane, where that is a matter for a person;
 * `undefined` where trying again is the answer.
 */
export function describeRefusal(error: unknown): Problem | undefined {
  if (!(error instanceof KubeApiError)) {
    return undefined;
  }
  const text = error.message;
  if (error.status === 404) {
    return {
      reason: 'KamajiMissing',
      message: 'Kamaji is not installed on this management cluster.',
    };
  }
  if (/DataStore/i.test(text) && /not exist|not found/i.test(text)) {
    return { reason: 'DataStoreMissing', message: text };
  }
  if (error.status === 500 && text.includes('failed calling webhook')) {
    return {
      reason: 'KamajiAway',
      message: 'Kamaji does not answer, so the control plane cannot be made.',
    };
  }
  if ([400, 403, 422].includes(error.status)) {
    return { reason: 'ControlPlaneRefused', message: text };
  }
  return undefined;
}
