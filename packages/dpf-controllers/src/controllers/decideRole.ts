import {
  ControllerRole,
  RoleMode,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { VendorRole } from '../managementCluster/VendorWatch';
import { VENDOR_ROLES } from '../managementCluster/vendorRoles';

/** Should this process be a candidate for a role's Lease, and if not, why not? */
export type RoleDecision =
  | { candidate: true }
  | { candidate: false; reason: string };

function standBack(reason: string): RoleDecision {
  return { candidate: false, reason };
}

/**
 * `auto` goes by what is installed, not by what is alive: a vendor's Deployment that is down for a moment is still the
 * one to do the work. The provisioning role does much more than DPUClusters, so its Lease is never held from an
 * installed controller, whatever the mode. A holder of the Lease that is not one of ours is one of theirs, installed or
 * not: `auto` waits until it has been silent for long.
 */
export function decideRole(
  role: ControllerRole,
  mode: RoleMode,
  vendor: VendorRole,
): RoleDecision {
  if (mode === 'disabled') {
    return standBack('The role is disabled here.');
  }
  const goesByInstalled = mode === 'auto' || role === 'provisioning';
  if (!goesByInstalled) {
    return { candidate: true };
  }
  const { deployment } = VENDOR_ROLES[role];
  if (vendor.deployment === 'unknown') {
    return standBack(
      `Deployments may not be read here, so ${deployment} counts as installed.`,
    );
  }
  if (vendor.deployment === 'present') {
    return standBack(`DPF's own ${deployment} is installed.`);
  }
  if (mode === 'auto' && vendor.lease === 'unknown') {
    return standBack(
      'Leases may not be read here, so the role counts as taken.',
    );
  }
  if (mode === 'auto' && vendor.lease === 'held' && !vendor.holderIsOurs) {
    return standBack(
      `${vendor.holder} holds the role's Lease, or did until a minute ago.`,
    );
  }
  return { candidate: true };
}
