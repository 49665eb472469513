import {
  KnownOperatorConfig,
  RoleMode,
  dpfIsTooNew,
  roleNotStarted,
  tooNewDpf,
} from '@dpf-portal/dpf-model';
import { VENDOR_ROLES, VendorRole, otherHolder } from './vendorRoles';

/**
 * Whether this process should hold a role's Leases, and if not, why not.
 *
 * @public
 */
export type RoleDecision =
  | { candidate: true }
  | {
      candidate: false;
      reason: string;
      /** Set if a role that already runs may continue: one sentence that says what that means. */
      keepsRunning?: string;
    };

function notCandidate(reason: string): RoleDecision {
  return { candidate: false, reason };
}

/** What an administrator must do so that this project can run a role of DPF's own controller. */
export function howToTakeOver({ role }: Pick<VendorRole, 'role'>): string {
  const { disabledBy } = VENDOR_ROLES[role];
  const warned =
    role === 'provisioning'
      ? ' DPF then provisions no DPUs either, and this portal does not.'
      : '';
  return `To let this portal run the role, set ${disabledBy}: true in the DPFOperatorConfig; DPF then removes the Deployment.${warned}`;
}

/**
 * Decides by what is installed, not by what runs: a vendor's Deployment that is down or scaled to zero may come back at
 * any time. A holder of one of the role's Leases that is not ours counts as the vendor's, so the role waits until it
 * has not renewed for a minute. A DPF that is newer than this release may use unknown Leases, so no role starts beside
 * it.
 *
 * @public
 */
export function decideRole(input: {
  mode: RoleMode;
  vendor: VendorRole;
  operatorConfig: KnownOperatorConfig;
}): RoleDecision {
  const { mode, vendor, operatorConfig } = input;
  if (mode === 'disabled') {
    return notCandidate('The role is disabled here.');
  }
  const { deployment } = VENDOR_ROLES[vendor.role];
  if (vendor.deployment === 'unknown') {
    return notCandidate(
      `Deployments may not be read here, so ${deployment} counts as installed.`,
    );
  }
  if (vendor.deployment === 'present') {
    return notCandidate(
      `DPF's own ${deployment} is installed; one that is scaled to zero counts too. ${howToTakeOver(
        vendor,
      )}`,
    );
  }
  if (vendor.holders === 'unknown') {
    return notCandidate(
      'Leases may not be read here, so the role counts as taken.',
    );
  }
  const other = otherHolder(vendor);
  if (other) {
    return notCandidate(
      `${other.holder} holds the role's Lease ${other.lease}, or did until a minute ago.`,
    );
  }
  const version = tooNewDpf(operatorConfig);
  return version === undefined
    ? { candidate: true }
    : {
        candidate: false,
        reason: roleNotStarted(version),
        keepsRunning: `${dpfIsTooNew(
          version,
        )}, so the role keeps its DPU clusters and starts no new ones.`,
      };
}
