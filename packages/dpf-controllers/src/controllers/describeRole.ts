import { ControllerRoleStatus, webhookAway } from '@dpf-portal/dpf-model';
import { LeaderElector, parseFailedWebhook } from '@dpf-portal/kube-controller';
import { RoleLease } from './RoleLease';

/** The facts that decide who runs a role, as this process sees them. */
export interface RoleSituation {
  /** The state of the role according to Deployments and Leases. */
  seen: ControllerRoleStatus;
  /** Absent where the role is disabled. */
  lease?: Pick<RoleLease, 'active' | 'holder' | 'problem' | 'decision'>;
  elector: Pick<LeaderElector, 'isLeading' | 'status'>;
  identity: string;
  /** Whether DPF's own API is served. The vendor's Leases count only there. */
  vendorServed: boolean;
  /** An administrator handed all roles back to DPF. */
  handedBack: boolean;
}

/** Describes who runs a role, and why, for a user. */
export function describeRole(situation: RoleSituation): ControllerRoleStatus {
  const { seen, lease, elector, identity, handedBack } = situation;
  if (!lease) {
    return { ...seen, reason: `The role is disabled here. ${seen.reason}` };
  }
  const ours = {
    ...seen,
    holder: identity,
    holderSince: undefined,
    runBy: 'portal' as const,
  };
  if (elector.isLeading() && !situation.vendorServed) {
    return {
      ...ours,
      reason: 'This portal runs it; DPF’s own API is not served here.',
    };
  }
  const decision = lease.decision();
  if (lease.active) {
    const reason = 'This portal holds the role’s Leases.';
    return {
      ...ours,
      reason:
        'keepsRunning' in decision && decision.keepsRunning
          ? `${reason} ${decision.keepsRunning}`
          : reason,
    };
  }
  if (handedBack) {
    return {
      ...seen,
      reason:
        'Handed back to DPF by dpf-controllers handback. To undo, run: dpf-controllers handback --undo.',
    };
  }
  if (!decision.candidate) {
    return { ...seen, reason: decision.reason };
  }
  // This process may hold some of the Leases already, and the others a moment later.
  const runBy = seen.runBy === 'portal' ? 'unknown' : seen.runBy;
  return elector.isLeading()
    ? {
        ...seen,
        runBy,
        reason: lease.holder
          ? `Waiting: a Lease of the role is held by ${lease.holder}.`
          : problemOf(lease) ?? seen.reason,
      }
    : describeFollower(seen, elector);
}

/** Why the Leases cannot be taken; a webhook that stops them is named as everywhere else. */
function problemOf({ problem }: { problem?: string }): string | undefined {
  const webhook =
    problem === undefined ? undefined : parseFailedWebhook(problem);
  return webhook
    ? webhookAway(webhook, { method: 'PATCH', kind: 'Lease' }).sentence
    : problem;
}

function describeFollower(
  seen: ControllerRoleStatus,
  { status }: RoleSituation['elector'],
): ControllerRoleStatus {
  const { holder } = status;
  return {
    ...seen,
    runBy: holder ? 'portal' : seen.runBy,
    holder: holder ?? seen.holder,
    reason: holder
      ? `Another instance of the controllers leads (${holder}).`
      : problemOf(status) ?? 'Nobody leads yet.',
  };
}
