import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import {
  Phase,
  ReconcileContext,
  isTakenIn,
  managingWriter,
  proceed,
} from './ReconcileContext';
import { patchControlPlane } from './reconcileControlPlane';
import { recordEvent } from './status/writeStatus';

/** A request is carried out once; what it could not change is still named by its finding. */
async function endRequest(context: ReconcileContext): Promise<void> {
  const { cluster, resource } = context;
  context.cluster = await context
    .client('kamaji')
    .mergePatch<DpuCluster>(resource, cluster.metadata, {
      metadata: {
        resourceVersion: cluster.metadata.resourceVersion,
        annotations: { [DPF_ANNOTATIONS.restoreRequested]: null },
      },
    });
}

/**
 * Gives a control plane that was scaled down by hand its replicas again when somebody has asked for it. Without a request
 * it is left as it is: an administrator may have scaled it on purpose.
 */
export const restoreControlPlane: Phase = {
  name: 'restoreControlPlane',
  async run(context) {
    const { cluster, observed, settings } = context;
    const { controlPlane } = observed;
    const { restoreRequested } = DPF_ANNOTATIONS;
    if (
      cluster.metadata.annotations?.[restoreRequested] === undefined ||
      managingWriter(context) !== 'kamaji' ||
      !isTakenIn(cluster) ||
      !controlPlane ||
      controlPlane.metadata.deletionTimestamp
    ) {
      return proceed;
    }
    const wanted = settings.controlPlaneReplicas;
    const live = controlPlane.spec?.controlPlane?.deployment?.replicas;
    if (live !== undefined && live < wanted) {
      const refusal = await patchControlPlane(context, controlPlane, {
        controlPlane: { deployment: { replicas: wanted } },
      });
      await recordEvent(context, ['kamaji'], {
        type: refusal ? 'Warning' : 'Normal',
        reason: refusal ? 'RestoreRefused' : 'ControlPlaneRestored',
        note:
          refusal?.message ??
          `The control plane has ${wanted} replicas again; it had ${live}.`,
      });
    }
    await endRequest(context);
    return proceed;
  },
};
