import {
  TenantControlPlane,
  compareVersions,
  controlPlaneVersions,
  decideRaise,
  isBeingUpgraded,
  isSameVersion,
  upgradeProblem,
  withKubeletPatches,
} from '@dpf-portal/dpf-model';
import {
  Phase,
  PhaseResult,
  Problem,
  ReconcileContext,
  identityOf,
  isTakenIn,
  managingWriter,
  proceed,
  refuseEdit,
} from './ReconcileContext';
import { patchControlPlane } from './reconcileControlPlane';

/** The kubelet settings that the version needs, if the control plane has not got them. */
function kubeletFor(
  { world }: ReconcileContext,
  controlPlane: TenantControlPlane,
  version: string,
): object | undefined {
  const { kamajiFields: fields } = world.capabilities;
  const patched = withKubeletPatches(controlPlane, { fields, version });
  return patched === controlPlane
    ? undefined
    : patched.spec?.kubernetes?.kubelet;
}

/**
 * Requests another version of a control plane from Kamaji, with the settings that kubelets need for it. Returns why Kamaji rejects it, if a
 * person has to act; throws to be retried.
 */
export async function requestVersion(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
  version: string,
): Promise<Problem | undefined> {
  const kubelet = kubeletFor(context, controlPlane, version);
  const refusal = await patchControlPlane(context, controlPlane, {
    spec: { kubernetes: { version, ...(kubelet && { kubelet }) } },
  });
  if (!refusal) {
    return undefined;
  }
  const { reason, message } = refusal;
  return reason === 'KamajiAway' || reason === 'WebhookAway'
    ? { reason, message: `${message} The upgrade starts once it does.` }
    : refusal;
}

// No event reports that a version which Kamaji rejected is possible now.
const REFUSED_RETRY_MS = 30_000;
// The end of another cluster's upgrade is not an event of this cluster.
const SLOT_RETRY_MS = 60_000;

/** The webhook of a third party rejects no version, so another version does not help. */
function reasonOf({ reason }: Problem): string {
  return reason === 'WebhookAway' ? reason : 'UpgradeRefused';
}

async function start(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
  to: string,
): Promise<PhaseResult> {
  const { startingUpgrades, settings } = context;
  const { uid } = identityOf(context.cluster);
  startingUpgrades.add(uid);
  try {
    const refusal = await requestVersion(context, controlPlane, to);
    if (!refusal) {
      return proceed;
    }
    refuseEdit(context.observed, {
      reason: reasonOf(refusal),
      message: `The setting kubernetesVersion asks for ${settings.kubernetesVersion}, and the control plane stays as it is. ${refusal.message}`,
    });
    return { flow: 'continue', afterMs: REFUSED_RETRY_MS };
  } finally {
    // From now on the control plane itself shows that it is being upgraded.
    startingUpgrades.delete(uid);
  }
}

/**
 * If the API has no `spec.version`: upgrades the control plane to the version of the setting, if it is set. Records
 * whether the control plane is being upgraded, whoever started that.
 */
export async function raiseControlPlane(
  context: ReconcileContext,
  controlPlane: TenantControlPlane,
): Promise<PhaseResult> {
  const { cluster, world, live, settings, startingUpgrades } = context;
  let result: PhaseResult = proceed;
  if (settings.kubernetesVersion && live.settled()) {
    const decision = decideRaise({
      cluster,
      controlPlane,
      target: settings.kubernetesVersion,
      underWay: () => world.upgradesUnderWay(),
      starting: startingUpgrades,
    });
    if (decision.action === 'start') {
      result = await start(context, controlPlane, decision.to);
    } else if (decision.action === 'wait') {
      result = { flow: 'continue', afterMs: SLOT_RETRY_MS };
    }
  }
  context.observed.upgrading = isBeingUpgraded(
    context.observed.controlPlane ?? controlPlane,
  );
  return result;
}

interface Versions {
  /** The version in `spec.version` of the DPUCluster. */
  wanted: string;
  /** The version that was last requested from Kamaji. */
  requested: string;
  /** The version that Kamaji reports as installed. It changes only when every replica runs it. */
  installed: string;
}

function refuse(
  context: ReconcileContext,
  { wanted }: Versions,
  why: string,
  reason = 'UpgradeRefused',
): void {
  refuseEdit(context.observed, {
    reason,
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
    refuse(context, versions, refusal.message, reasonOf(refusal));
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
  // Kubernetes can still return from a version that was requested and is not installed.
  const isLower = (compareVersions(wanted, requested) ?? 0) < 0;
  const problem = isLower
    ? upgradeProblem(installed, wanted, requested)
    : upgradeProblem(requested, wanted);
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
    // Its next status is an event. Steps run one after the other, and only on a complete control plane.
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
 * Upgrades the control plane by one minor version at a time: to `spec.version` if the API has it, else to the version
 * of the setting. An upgrade that Kubernetes does not support is reported and not started.
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
