import {
  DPF_ANNOTATIONS,
  DpuCluster,
  RESTORED_AT_ANNOTATION,
  TenantControlPlane,
  missingPartsOf,
  restoredBefore,
  withAllParts,
} from '@dpf-portal/dpf-model';
import { controlPlaneLabels } from '@dpf-portal/dpf-world';
import {
  Phase,
  PhaseResult,
  ReconcileContext,
  isTakenIn,
  managingWriter,
  proceed,
} from './ReconcileContext';
import { patchControlPlane } from './reconcileControlPlane';
import { recordEvent } from './status/writeStatus';

// That another control plane is Ready again is no event of this cluster.
const TURN_RETRY_MS = 10_000;

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

/** What a restore changes of a control plane, and how an Event says it. */
interface Restore {
  change: { metadata?: object; spec: object };
  note: string;
}

/** What new control planes get and this one lacks. Lists are written whole; the version of the object covers them. */
function addedParts(
  { cluster, world, clock }: ReconcileContext,
  controlPlane: TenantControlPlane,
) {
  const { spec } = withAllParts(controlPlane, {
    fields: world.capabilities.kamajiFields,
    version: controlPlane.spec?.kubernetes?.version,
  });
  const { deployment = {} } = spec?.controlPlane ?? {};
  const { extraArgs, podAdditionalMetadata } = deployment;
  const { additionalVolumes, additionalVolumeMounts } = deployment;
  const { kubelet, admissionControllers } = spec?.kubernetes ?? {};
  return {
    metadata: {
      labels: controlPlaneLabels(cluster),
      annotations: {
        [RESTORED_AT_ANNOTATION]: new Date(clock.now()).toISOString(),
      },
    },
    deployment: {
      extraArgs,
      podAdditionalMetadata,
      additionalVolumes,
      additionalVolumeMounts,
    },
    kubernetes: { kubelet, admissionControllers },
  };
}

function restoreOf(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
): Restore | undefined {
  const { cluster, world, settings } = context;
  const wanted = settings.controlPlaneReplicas;
  const live = controlPlane.spec?.controlPlane?.deployment?.replicas;
  const isScaledDown = live !== undefined && live < wanted;
  const { parts } = missingPartsOf(cluster, world);
  const { metadata, deployment, kubernetes } = parts.length
    ? addedParts(context, controlPlane)
    : { metadata: undefined, deployment: undefined, kubernetes: undefined };
  const notes = [
    ...(isScaledDown
      ? [`The control plane has ${wanted} replicas again; it had ${live}.`]
      : []),
    ...(parts.length
      ? [`The control plane got what it lacked: ${parts.join(', ')}.`]
      : []),
  ];
  return notes.length
    ? {
        change: {
          ...(metadata && { metadata }),
          spec: {
            controlPlane: {
              deployment: {
                ...deployment,
                ...(isScaledDown && { replicas: wanted }),
              },
            },
            ...(kubernetes && { kubernetes }),
          },
        },
        note: notes.join(' '),
      }
    : undefined;
}

async function restore(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
): Promise<PhaseResult> {
  const wanted = restoreOf(context, controlPlane);
  if (wanted) {
    const refusal = await patchControlPlane(
      context,
      controlPlane,
      wanted.change,
    );
    await recordEvent(context, ['kamaji'], {
      type: refusal ? 'Warning' : 'Normal',
      reason: refusal ? 'RestoreRefused' : 'ControlPlaneRestored',
      note: refusal?.message ?? wanted.note,
    });
  }
  await endRequest(context);
  return proceed;
}

/**
 * Gives a control plane that was scaled down by hand its replicas again, and one that an earlier release made what new
 * ones get, when somebody has asked for it. Without a request it is left as it is: an administrator may have scaled it on
 * purpose, and an update of this project restarts nothing. Control planes are restarted one at a time.
 */
export const restoreControlPlane: Phase = {
  name: 'restoreControlPlane',
  async run(context) {
    const { cluster, world, observed } = context;
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
    return missingPartsOf(cluster, world).restarts &&
      restoredBefore(cluster, world)
      ? { flow: 'continue', afterMs: TURN_RETRY_MS }
      : restore(context, controlPlane);
  },
};
