import { TenantControlPlane } from '../findings/World';
import { isSameVersion } from './isSameVersion';

/**
 * The Kubernetes versions of a hosted control plane. They differ while Kamaji upgrades it, and for as long as an upgrade
 * cannot be carried out.
 *
 * @public
 */
export interface ControlPlaneVersions {
  /** What Kamaji was asked for last. */
  requested?: string;
  /** What every replica runs; absent until the control plane has been Ready once. */
  installed?: string;
}

/** @public */
export function controlPlaneVersions(
  controlPlane: TenantControlPlane | undefined,
): ControlPlaneVersions {
  const { spec, status } = controlPlane ?? {};
  return {
    requested: spec?.kubernetes?.version,
    installed: status?.kubernetesResources?.version?.version,
  };
}

/** Whether Kamaji has been asked for a version that is not installed yet. @public */
export function isBeingUpgraded(
  controlPlane: TenantControlPlane | undefined,
): boolean {
  const { requested, installed } = controlPlaneVersions(controlPlane);
  const status = controlPlane?.status?.kubernetesResources?.version?.status;
  return (
    status === 'Upgrading' ||
    (requested !== undefined &&
      installed !== undefined &&
      !isSameVersion(requested, installed))
  );
}
