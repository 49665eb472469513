import { missingDataStore, missingKamaji } from '@dpf-portal/dpf-model';
import { KubeApiError } from '@dpf-portal/kube-controller';
import { Problem, problemOf } from '../Problem';
import { ReconcileContext } from '../ReconcileContext';

/** The reasons by which a rejected object is recorded, and what it is to a reader. */
const REJECTED = {
  ControlPlaneRefused: 'control plane',
  ServiceRefused: 'Service of the control plane',
  ConfigMapRefused: 'ConfigMap of keepalived',
  DaemonSetRefused: 'DaemonSet of keepalived',
} as const;

type RefusedReason = keyof typeof REJECTED;

/** What only Kamaji, or its webhook, answers. */
function describeKamajisRefusal(
  { status, message }: KubeApiError,
  { cluster, world, settings }: ReconcileContext,
): Problem | undefined {
  if (status === 404) {
    return problemOf(missingKamaji(cluster, world));
  }
  if (/DataStore/i.test(message) && /not exist|not found/i.test(message)) {
    return problemOf(missingDataStore(settings.dataStore, cluster, world));
  }
  return status === 500 && message.includes('failed calling webhook')
    ? {
        reason: 'KamajiAway',
        message:
          "Kamaji's webhook does not answer, so the control plane cannot be created.",
      }
    : undefined;
}

/**
 * Why the API server, or a webhook, does not take an object of ours, where that is a matter for a person; `undefined` where
 * trying again is the answer. The server says some of it by its message alone.
 */
export function describeRefusal(
  error: unknown,
  refused: RefusedReason,
  context: ReconcileContext,
): Problem | undefined {
  if (!(error instanceof KubeApiError)) {
    return undefined;
  }
  const ofKamaji =
    refused === 'ControlPlaneRefused'
      ? describeKamajisRefusal(error, context)
      : undefined;
  if (ofKamaji) {
    return ofKamaji;
  }
  const { status, message } = error;
  if (status === 500 && message.includes('failed to allocate a nodePort')) {
    return {
      reason: 'NodePortsExhausted',
      message:
        'The management cluster has no free NodePort, and the control plane needs one.',
    };
  }
  return [400, 403, 422].includes(status)
    ? {
        reason: message.includes('exceeded quota') ? 'QuotaExceeded' : refused,
        message: `The API server rejects the ${REJECTED[refused]}: ${message}`,
      }
    : undefined;
}
