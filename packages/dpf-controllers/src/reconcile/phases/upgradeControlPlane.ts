import {
  TenantControlPlane,
  compareVersions,
  controlPlaneVersions,
  isSameVersion,
  upgradeProblem,
} from '@dpf-portal/dpf-model';
import { Phase, PhaseResult, proceed } from '../Phase';
import {
  ReconcileContext,
  isTakenIn,
  managingWriter,
} from '../ReconcileContext';
import { refuseEdit } from '../refuseEdit';
import { raiseControlPlane } from './raiseControlPlane';
import { requestVersion } from './requestVersion';

const REFUSED_RETRY_MS = 30_000;

interface Versions {
  /** What `spec.version` of the DPUCluster asks for. */
  wanted: string;
  /** What Kamaji was asked for last. */
  requested: string;
  /** What Kamaji has installed: it follows only when every replica runs it. */
  installed: string;
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
  const { wanted, installed } = versions;
  const refusal = await requestVersion(context, controlPlane, wanted);
  if (refusal) {
    refuse(context, versions, refusal.message);
    return { flow: 'continue', afterMs: REFUSED_RETRY_MS };
  }
  if (!isSameVersion(wanted, installed)) {
    context.observed.upgrade = { from: installed, to: wanted };
  }
  return proceed;
}

async function upgrade(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
  versions: Versions,
): Promise<PhaseResult> {
  const { observed } = context;
  const { wanted, requested, installed } = versions;
  const isUnderWay = !isSameVersion(requested, installed);
  if (isUnderWay) {
    observed.upgrade = { from: installed, to: requested };
  }
  if (isSameVersion(wanted, requested)) {
    return proceed;
  }
  // A version that was requested and is not installed is not one that Kubernetes cannot leave again.
  const isLower = (compareVersions(wanted, requested) ?? 0) < 0;
  const problem = upgradeProblem(isLower ? installed : requested, wanted);
  if (problem) {
    refuse(context, versions, problem);
    return proceed;
  }
  if (isUnderWay && isLower) {
    observed.upgrade = undefined;
    return begin(context, controlPlane, versions);
  }
  const status =
    controlPlane.status?.kubernetesResources?.version?.status ?? 'Unknown';
  if (isUnderWay || status !== 'Ready') {
    // Its next status is an event. One step after the other, and none on a control plane that is not whole.
    observed.upgrade = {
      from: installed,
      to: requested,
      ...observed.upgrade,
      next: wanted,
    };
    return proceed;
  }
  return begin(context, controlPlane, versions);
}

function followSpec(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
): Promise<PhaseResult> | PhaseResult {
  const wanted = context.cluster.spec.version;
  const { requested, installed } = controlPlaneVersions(controlPlane);
  return wanted && requested && installed
    ? upgrade(context, controlPlane, { wanted, requested, installed })
    : proceed;
}

/**
 * Brings the control plane forward, one minor version at a time: to `spec.version` where the API has it, else to the
 * version of the setting. What Kubernetes cannot do is reported and not done.
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
    return context.api.specVersion
      ? followSpec(context, controlPlane)
      : raiseControlPlane(context, controlPlane);
  },
};
