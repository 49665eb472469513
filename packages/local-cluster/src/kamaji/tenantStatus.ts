import { createHash } from 'node:crypto';
import { Deployment, Secret } from '../kubelet/workloads';
import { NAME_LABEL } from './names';
import {
  KubernetesStatus,
  TenantControlPlane,
  TenantControlPlaneStatus,
} from './TenantControlPlane';
import { TenantSettings } from './TenantSettings';

export interface TenantStatusOptions {
  tenant: TenantControlPlane;
  settings: TenantSettings;
  deployment: Deployment;
  admin: Secret;
  word: KubernetesStatus;
}

/** Computes the status of a tenant whose children exist. */
export function tenantStatus(
  options: TenantStatusOptions,
): TenantControlPlaneStatus {
  const { tenant, settings, deployment, word } = options;
  const { name, namespace, address, port, uid } = settings;
  const live = tenant.status?.kubernetesResources?.version?.version;
  const { status: pods = {} } = deployment;
  return {
    observedGeneration: tenant.metadata.generation,
    controlPlaneEndpoint: `${address}:${port}`,
    kubeconfig: { admin: adminStatus(options) },
    kubernetesResources: {
      version: {
        status: word,
        // The installed version changes only when all pods run the requested one.
        version:
          word === 'Ready' || !live ? tenant.spec.kubernetes.version : live,
      },
      deployment: {
        name,
        namespace,
        selector: `${NAME_LABEL}=${name}`,
        replicas: pods.replicas ?? 0,
        updatedReplicas: pods.updatedReplicas ?? 0,
        readyReplicas: pods.readyReplicas ?? 0,
        availableReplicas: pods.availableReplicas ?? 0,
        unavailableReplicas: pods.unavailableReplicas ?? 0,
      },
      service: { name, namespace, port },
    },
    storage: {
      driver: 'etcd',
      dataStoreName: tenant.spec.dataStore ?? 'default',
      setup: { schema: uid, user: uid },
    },
    addons: {
      coreDNS: { enabled: Boolean(tenant.spec.addons?.coreDNS) },
      kubeProxy: { enabled: Boolean(tenant.spec.addons?.kubeProxy) },
    },
  };
}

function adminStatus({ tenant, admin }: TenantStatusOptions) {
  const live = tenant.status?.kubeconfig?.admin;
  const checksum = createHash('md5')
    .update(JSON.stringify(admin.data))
    .digest('hex');
  return live?.checksum === checksum
    ? live
    : {
        secretName: admin.metadata.name,
        checksum,
        lastUpdate: new Date().toISOString().replace(/\.\d+/, ''),
      };
}
