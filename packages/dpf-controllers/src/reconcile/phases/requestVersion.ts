import { TenantControlPlane } from '@dpf-portal/dpf-model';
import { isNotFound, isStale } from '@dpf-portal/kube-controller';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { Problem } from '../Problem';
import { ReconcileContext } from '../ReconcileContext';
import { describeRefusal } from './describeRefusal';

/**
 * Asks Kamaji for another version of a control plane, by the one field that says so. Answers why Kamaji refuses it, where
 * that is a matter for a person; throws to be retried.
 */
export async function requestVersion(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
  version: string,
): Promise<Problem | undefined> {
  const { uid, resourceVersion } = controlPlane.metadata;
  try {
    context.observed.controlPlane = await context
      .client('kamaji')
      .mergePatch<TenantControlPlane>(
        TENANT_CONTROL_PLANES,
        controlPlane.metadata,
        {
          metadata: { uid, resourceVersion },
          spec: { kubernetes: { version } },
        },
      );
    return undefined;
  } catch (error) {
    const refusal =
      isStale(error) || isNotFound(error)
        ? undefined
        : describeRefusal(error, 'ControlPlaneRefused', context);
    if (!refusal) {
      throw error;
    }
    return refusal.reason === 'KamajiAway'
      ? {
          reason: refusal.reason,
          message:
            "Kamaji's webhook does not answer. The upgrade starts once it does.",
        }
      : refusal;
  }
}
