import {
  CONTROLLER_ROLES,
  ControllerRole,
  ControllerRoleStatus,
  RoleMode,
  roleNotStarted,
  tooNewDpf,
} from '@dpf-portal/dpf-model';
import { RoleHolder } from './vendorRoles';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';

/**
 * Who runs a role that this process does not run, and the evidence for it.
 *
 * @public
 */
export function observedRole(
  connection: Pick<
    ManagementClusterConnection,
    'vendorRole' | 'controllersHolder' | 'operatorConfig'
  >,
  role: ControllerRole,
  mode: RoleMode,
): ControllerRoleStatus {
  const vendor = connection.vendorRole(role);
  const own = connection.controllersHolder();
  const holders = vendor.holders === 'unknown' ? [] : vendor.holders;
  const isOurs = ({ holder }: RoleHolder) => holder === own.holder;
  const seen = holders.find(holder => !isOurs(holder)) ?? holders[0];
  const base = { role, mode, holder: seen?.holder, holderSince: seen?.since };
  if (seen && isOurs(seen)) {
    return {
      ...base,
      runBy: 'portal',
      reason: 'This project’s controllers hold the role’s Leases.',
    };
  }
  if (seen) {
    return {
      ...base,
      runBy: 'vendor',
      reason: `DPF’s own controller holds the role’s Lease ${seen.lease}.`,
    };
  }
  const { deployment } = vendor;
  if (deployment === 'present') {
    return {
      ...base,
      runBy: 'vendor',
      reason:
        'DPF’s own controller is installed, though nobody holds the role’s Leases.',
    };
  }
  if (deployment === 'unknown' || vendor.holders === 'unknown') {
    return {
      ...base,
      runBy: 'unknown',
      reason:
        'Leases or Deployments may not be read here, so DPF’s own controller may be at work.',
    };
  }
  const tooNew = tooNewDpf(connection.operatorConfig());
  if (tooNew !== undefined) {
    return { ...base, runBy: 'nobody', reason: roleNotStarted(tooNew) };
  }
  if (own.lease === 'held') {
    return {
      ...base,
      holder: own.holder,
      holderSince: own.holderSince,
      runBy: 'unknown',
      reason:
        'This project’s controllers run elsewhere, but do not hold this role’s Leases.',
    };
  }
  return {
    ...base,
    runBy: 'nobody',
    reason:
      'DPF’s own controller is not installed, and nobody holds the role’s Leases.',
  };
}

/**
 * Who runs each role of a management cluster on which this process runs none. What may not be read counts as unknown.
 *
 * @public
 */
export function observedRoles(
  connection: ManagementClusterConnection,
  /** The configured modes. A role that is not named is disabled. */
  modes: Partial<Record<ControllerRole, RoleMode>> = {},
): ControllerRoleStatus[] {
  return CONTROLLER_ROLES.map(role =>
    observedRole(connection, role, modes[role] ?? 'disabled'),
  );
}
