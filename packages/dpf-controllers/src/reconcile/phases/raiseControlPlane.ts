import {
  TenantControlPlane,
  decideRaise,
  isBeingUpgraded,
} from '@dpf-portal/dpf-model';
import { PhaseResult, proceed } from '../Phase';
import { ReconcileContext, identityOf } from '../ReconcileContext';
import { refuseEdit } from '../refuseEdit';
import { requestVersion } from './requestVersion';

const REFUSED_RETRY_MS = 30_000;
// The end of another cluster's upgrade is no event of this one.
const SLOT_RETRY_MS = 60_000;

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
      reason: 'UpgradeRefused',
      message: `The setting kubernetesVersion asks for ${settings.kubernetesVersion}, and the control plane stays as it is. ${refusal.message}`,
    });
    return { flow: 'continue', afterMs: REFUSED_RETRY_MS };
  } finally {
    // From here on the control plane itself says that it is being upgraded.
    startingUpgrades.delete(uid);
  }
}

/**
 * Where the API has no `spec.version`: raises the control plane to the version of the setting, only when the setting is
 * written down. Reports whether it is being upgraded, whoever began it.
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
