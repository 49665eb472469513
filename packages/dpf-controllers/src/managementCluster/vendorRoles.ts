import { ControllerRole } from '@dpf-portal/backstage-plugin-dpf-common';

/** The Lease and the Deployment by which the vendor's controller of a role is known. @public */
export const VENDOR_ROLES: Record<
  ControllerRole,
  { lease: string; deployment: string }
> = {
  kamaji: {
    lease: '204fbe18.dpu.nvidia.com',
    deployment: 'kamaji-cm-controller-manager',
  },
  static: {
    lease: '507jei28.dpu.nvidia.com',
    deployment: 'static-cm-controller-manager',
  },
  provisioning: {
    lease: '19f9f38b.nvidia.com',
    deployment: 'dpf-provisioning-controller-manager',
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
