import {
  TenantControlPlane,
  isSameVersion,
  upgradeProblem,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { isNotFound, isStale } from '@dpf-portal/kube-controller';
import { TENANT_CONTROL_PLANES } from '../../resources';
import { Phase, PhaseResult, proceed } from '../Phase';
import {
  ReconcileContext,
  isTakenIn,
  managingWriter,
} from '../ReconcileContext';
import { refuseEdit } from '../refuseEdit';
import { describeRefusal } from './describeRefusal';

const REFUSED_RETRY_MS = 30_000;

interface Versions {
  /** What `spec.version` of the DPUCluster asks for. */
  wanted: string;
  /** What Kamaji was told last. */
  running: string;
  /** What Kamaji has installed: it follows only when every replica runs it. */
  installed: string;
}

function versionsOf(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
): Versions | undefined {
  const { api, cluster } = context;
  // Where the API has no spec.version it is not the user's to choose.
  const wanted = api.specVersion ? cluster.spec.version : undefined;
  const running = controlPlane.spec?.kubernetes?.version;
  const installed = controlPlane.status?.kubernetesResources?.version?.version;
  return wanted && running && installed
    ? { wanted, running, installed }
    : undefined;
}

function refuse(
  context: ReconcileContext,
  { wanted }: Versions,
  why: string,
): void {
  refuseEdit(context.observed, {
    reason: 'UpgradeRefused',
    message: `spec.version asks for ${wanted}, and the control plane stays as it is. ${why}`,
  });
}

async function begin(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
  versions: Versions,
): Promise<PhaseResult> {
  const { uid, resourceVersion } = controlPlane.metadata;
  try {
    context.observed.controlPlane = await context
      .client('kamaji')
      .mergePatch<TenantControlPlane>(
        TENANT_CONTROL_PLANES,
        controlPlane.metadata,
        {
          metadata: { uid, resourceVersion },
          spec: { kubernetes: { version: versions.wanted } },
        },
      );
    context.observed.upgrade = {
      from: versions.installed,
      to: versions.wanted,
    };
    return proceed;
  } catch (error) {
    const refusal =
      isStale(error) || isNotFound(error) ? undefined : describeRefusal(error);
    if (!refusal) {
      throw error;
    }
    refuse(
      context,
      versions,
      refusal.reason === 'KamajiAway'
        ? 'Kamaji does not answer; the upgrade begins once it does.'
        : refusal.message,
    );
    return { flow: 'continue', afterMs: REFUSED_RETRY_MS };
  }
}

async function upgrade(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
  versions: Versions,
): Promise<PhaseResult> {
  const { observed } = context;
  const { wanted, running, installed } = versions;
  const isUnderWay = !isSameVersion(running, installed);
  if (isUnderWay) {
    observed.upgrade = { from: installed, to: running };
  }
  if (isSameVersion(wanted, running)) {
    return proceed;
  }
  const problem = upgradeProblem(running, wanted);
  if (problem) {
    refuse(context, versions, problem);
    return proceed;
  }
  const status =
    controlPlane.status?.kubernetesResources?.version?.status ?? 'Unknown';
  if (isUnderWay || status !== 'Ready') {
    // Its next status is an event. One step after the other, and none on a control plane that is not whole.
    observed.upgrade = {
      from: installed,
      to: running,
      ...observed.upgrade,
      next: wanted,
    };
    return proceed;
  }
  return begin(context, controlPlane, versions);
}

/**
 * Follows `spec.version`, forward and one minor version at a time, by the one field of the control plane that says so.
 * What Kubernetes cannot do is told and not done.
 */
export const upgradeControlPlane: Phase = {
  name: 'upgradeControlPlane',
  async run(context) {
    const { controlPlane } = context.observed;
    const isOurs =
      managingWriter(context) === 'kamaji' && isTakenIn(context.cluster);
    if (!isOurs || !controlPlane || controlPlane.metadata.deletionTimestamp) {
      return proceed;
    }
    const versions = versionsOf(context, controlPlane);
    return versions ? upgrade(context, controlPlane, versions) : proceed;
  },
};
