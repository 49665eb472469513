import { ControllerRole } from '@dpf-portal/dpf-model';

/** By what DPF's own controller of a role is known. @public */
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

/** @public */
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

/** Our own Lease: whoever holds it runs all of this project's reconcilers of a management cluster. @public */
export const CONTROLLERS_LEASE = 'dpf-portal-controllers';

/**
 * Annotation on our own Lease: since when this project's controllers have handed the management cluster back. While it is
 * there none of them leads, whatever their configuration says.
 *
 * @public
 */
export const HANDED_BACK_ANNOTATION = 'dpf-portal.io/handed-back';

/** Where DPF keeps its Leases, unless configured. @public */
export const DEFAULT_LEADER_ELECTION_NAMESPACE = 'dpf-operator-system';
