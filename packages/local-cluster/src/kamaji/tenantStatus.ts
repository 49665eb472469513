import { createHash } from 'node:crypto';
import { Deployment, Secret } from '../kubelet/workloads';
import { NAME_LABEL } from './names';
import {
  IssuedSecret,
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
  /** Contains the API server's certificate. */
  serving: Secret;
  word: KubernetesStatus;
}

/** Computes the status of a tenant whose children exist. */
export function tenantStatus(
  options: TenantStatusOptions,
): TenantControlPlaneStatus {
  const { tenant, settings, deployment, admin, serving, word } = options;
  const { name, namespace, address, port, uid } = settings;
  const live = tenant.status?.kubernetesResources?.version?.version;
  const { status: pods = {} } = deployment;
  return {
    observedGeneration: tenant.metadata.generation,
    controlPlaneEndpoint: `${address}:${port}`,
    kubeconfig: { admin: issued(tenant.status?.kubeconfig?.admin, admin) },
    certificates: {
      apiServer: issued(tenant.status?.certificates?.apiServer, serving),
    },
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

/** Of a Secret: the time at which its content last changed. */
function issued(live: IssuedSecret | undefined, secret: Secret): IssuedSecret {
  const checksum = createHash('md5')
    .update(JSON.stringify(secret.data))
    .digest('hex');
  return live?.checksum === checksum
    ? live
    : {
        secretName: secret.metadata.name,
        checksum,
        lastUpdate: new Date().toISOString().replace(/\.\d+/, ''),
      };
}
