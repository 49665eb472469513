import { ControllerRole } from '@dpf-portal/dpf-model';

/** Who holds one of a role's Leases. @public */
export interface RoleHolder {
  lease: string;
  holder: string;
  /** When the holder took it, by the holder's clock; RFC 3339. */
  since?: string;
  /** The holder is or was an instance of this project's controllers. */
  isOurs: boolean;
}

/** The observed state of the vendor's own controller of one role. @public */
export interface VendorRole {
  role: ControllerRole;
  /** `unknown`: Deployments may not be read; counts as present. Scaled to zero is present. */
  deployment: 'present' | 'absent' | 'unknown';
  /** Of all the role's Leases; `unknown`: Leases may not be read. */
  holders: readonly RoleHolder[] | 'unknown';
}

/** The holder of one of the role's Leases, if it does not belong to this project's controllers. */
export function otherHolder({ holders }: VendorRole): RoleHolder | undefined {
  return holders === 'unknown'
    ? undefined
    : holders.find(({ isOurs }) => !isOurs);
}

/** The names by which DPF's own controller of a role is found. @public */
export interface VendorRoleNames {
  /**
   * Every Lease by which a supported DPF release elects the role's controller: up to 25.10, and from 26.4. They are taken
   * in this order.
   */
  leases: readonly string[];
  deployment: string;
  /** The field of DPFOperatorConfig that makes DPF's operator remove the Deployment. */
  disabledBy: string;
}

/** The names by which DPF's own controllers of each role are recognised. @public */
export const VENDOR_ROLES: Record<ControllerRole, VendorRoleNames> = {
  kamaji: {
    leases: [
      '204fbe18.dpu.nvidia.com',
      'kamaji-cluster-manager.dpu.nvidia.com',
    ],
    deployment: 'kamaji-cm-controller-manager',
    disabledBy: 'spec.kamajiClusterManager.disable',
  },
  static: {
    leases: [
      '507jei28.dpu.nvidia.com',
      'static-cluster-manager.dpu.nvidia.com',
    ],
    deployment: 'static-cm-controller-manager',
    disabledBy: 'spec.staticClusterManager.disable',
  },
  provisioning: {
    leases: ['19f9f38b.nvidia.com', 'provisioning.dpu.nvidia.com'],
    deployment: 'dpf-provisioning-controller-manager',
    disabledBy: 'spec.provisioningController.disable',
  },
};

/** Our own Lease: its holder runs all of this project's reconcilers of a management cluster. @public */
export const CONTROLLERS_LEASE = 'dpf-portal-controllers';

/**
 * Annotation on our own Lease with the time at which the management cluster was handed back to DPF. While it is set,
 * none of this project's controllers leads, whatever their configuration says.
 *
 * @public
 */
export const HANDED_BACK_ANNOTATION = 'dpf-portal.io/handed-back';

/** Where DPF keeps its Leases, unless configured. @public */
export const DEFAULT_LEADER_ELECTION_NAMESPACE = 'dpf-operator-system';
