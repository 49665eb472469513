import {
  CORE_RESOURCES,
  KubeClient,
  isAlreadyExists,
} from '@dpf-portal/kube-controller';
import { stringify } from 'yaml';
import { ConfigMap } from '../kubelet/workloads';
import { controllerReference, labelsOf } from './names';
import { TenantControlPlane } from './TenantControlPlane';
import { TenantSettings } from './TenantSettings';

/** Creates the ConfigMap with the kubeadm configuration of the tenant. This package does not read it. */
export async function ensureKubeadmConfig(
  client: KubeClient,
  tenant: TenantControlPlane,
  { name, namespace, address, port, serviceCidr }: TenantSettings,
): Promise<void> {
  const version = { apiVersion: 'kubeadm.k8s.io/v1beta4' };
  const configMap: ConfigMap = {
    metadata: {
      name: `${name}-kubeadmconfig`,
      namespace,
      labels: labelsOf(tenant, 'kubeadmconfig'),
      ownerReferences: [controllerReference(tenant)],
    },
    data: {
      ClusterConfiguration: stringify({
        ...version,
        kind: 'ClusterConfiguration',
        clusterName: name,
        controlPlaneEndpoint: `${address}:${port}`,
        kubernetesVersion: tenant.spec.kubernetes.version,
        networking: { serviceSubnet: serviceCidr },
      }),
      InitConfiguration: stringify({ ...version, kind: 'InitConfiguration' }),
    },
  };
  try {
    await client.create(CORE_RESOURCES.configMaps, configMap);
  } catch (error) {
    if (!isAlreadyExists(error)) {
      throw error;
    }
  }
}
