import { KubeObject, ResourceType } from '@dpf-portal/kube-controller';

export const TENANT_CONTROL_PLANES: ResourceType = {
  group: 'kamaji.clastix.io',
  version: 'v1alpha1',
  plural: 'tenantcontrolplanes',
  kind: 'TenantControlPlane',
  namespaced: true,
};

export const DATA_STORES: ResourceType = {
  ...TENANT_CONTROL_PLANES,
  plural: 'datastores',
  kind: 'DataStore',
  namespaced: false,
};

export interface TenantControlPlaneSpec {
  dataStore?: string;
  dataStoreSchema?: string;
  controlPlane: {
    deployment?: {
      replicas?: number;
      additionalMetadata?: { annotations?: Record<string, string> };
    };
    service: { serviceType: string };
  };
  kubernetes: { version: string };
  networkProfile?: {
    address?: string;
    port?: number;
    advertiseAddress?: string;
    serviceCidr?: string;
    podCidr?: string;
  };
  addons?: { coreDNS?: object; kubeProxy?: object };
}

export type KubernetesStatus =
  | 'Unknown'
  | 'Provisioning'
  | 'CertificateAuthorityRotating'
  | 'Upgrading'
  | 'Migrating'
  | 'Ready'
  | 'NotReady'
  | 'Sleeping'
  | 'WriteLimited';

/** What the status says of a Secret with a certificate. */
export interface IssuedSecret {
  secretName?: string;
  checksum?: string;
  /** When its content last changed. */
  lastUpdate?: string;
}

export interface TenantControlPlaneStatus {
  observedGeneration?: number;
  controlPlaneEndpoint?: string;
  kubeconfig?: { admin?: IssuedSecret };
  certificates?: { apiServer?: IssuedSecret };
  kubernetesResources?: {
    version?: { version?: string; status?: KubernetesStatus };
    deployment?: {
      name?: string;
      namespace?: string;
      selector?: string;
      replicas?: number;
      updatedReplicas?: number;
      readyReplicas?: number;
      availableReplicas?: number;
      unavailableReplicas?: number;
    };
    service?: { name?: string; namespace?: string; port?: number };
  };
  storage?: {
    driver?: string;
    dataStoreName?: string;
    setup?: { schema?: string; user?: string };
  };
  addons?: {
    coreDNS?: { enabled: boolean };
    kubeProxy?: { enabled: boolean };
  };
}

export interface TenantControlPlane extends KubeObject {
  spec: TenantControlPlaneSpec;
  status?: TenantControlPlaneStatus;
}
