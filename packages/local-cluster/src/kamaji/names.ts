import { OwnerReference } from '@dpf-portal/kube-controller';
import {
  TENANT_CONTROL_PLANES,
  TenantControlPlane,
} from './TenantControlPlane';

export const FINALIZER = 'finalizer.kamaji.clastix.io';
export const PAUSED_ANNOTATION = 'kamaji.clastix.io/paused';
export const ROTATE_ANNOTATION = 'certs.kamaji.clastix.io/rotate';
export const NAME_LABEL = 'kamaji.clastix.io/name';
export const COMPONENT_LABEL = 'kamaji.clastix.io/component';
/** Annotation: the settings for which a certificate or kubeconfig was issued. */
export const MADE_FOR_ANNOTATION = 'kamaji.clastix.io/checksum';

/** Annotation: the authority that signed the admin kubeconfigs. */
export const AUTHORITY_ANNOTATION = 'local-cluster.dpf-portal.io/authority';

export function labelsOf(
  tenant: TenantControlPlane,
  component: string,
): Record<string, string> {
  return {
    'kamaji.clastix.io/project': 'kamaji',
    [NAME_LABEL]: tenant.metadata.name,
    [COMPONENT_LABEL]: component,
  };
}

export function controllerReference(
  tenant: TenantControlPlane,
): OwnerReference {
  return {
    apiVersion: `${TENANT_CONTROL_PLANES.group}/${TENANT_CONTROL_PLANES.version}`,
    kind: TENANT_CONTROL_PLANES.kind,
    name: tenant.metadata.name,
    uid: tenant.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

export function adminSecretName(tenant: TenantControlPlane): string {
  return `${tenant.metadata.name}-admin-kubeconfig`;
}
