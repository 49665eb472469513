import { DpuCluster, TenantControlPlane } from '@dpf-portal/dpf-model';
import {
  TENANT_CONTROL_PLANES,
  childLabels,
  controlPlaneName,
  labelValue,
} from '@dpf-portal/dpf-world';
import { ReconcileSettings } from '../ReconcileSettings';
import { ownerReference } from './ownerReference';

const CONTROL_PLANE_KEYS = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/master',
];

/** Pods go to control-plane nodes, whatever the label's value is. */
export const CONTROL_PLANE_AFFINITY = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: CONTROL_PLANE_KEYS.map(key => ({
        matchExpressions: [{ key, operator: 'Exists' }],
      })),
    },
  },
};

export const CONTROL_PLANE_TOLERATIONS = CONTROL_PLANE_KEYS.map(key => ({
  key,
  operator: 'Exists',
  effect: 'NoSchedule',
}));

const requests = (cpu: string, memory: string) => ({
  requests: { cpu, memory },
});

/** The hosted control plane, as the vendor's manager makes it. */
export function buildTenantControlPlane(
  cluster: DpuCluster,
  options: {
    address: string;
    port: number;
    version: string;
    podCidr?: string;
    /** Kamaji's network profile has `podCidrs`. */
    hasPodCidrs: boolean;
    settings: ReconcileSettings;
  },
): TenantControlPlane {
  const { address, port, version, podCidr, hasPodCidrs, settings } = options;
  const name = controlPlaneName(cluster.metadata.name);
  const spec = {
    dataStore: settings.dataStore,
    controlPlane: {
      deployment: {
        replicas: settings.controlPlaneReplicas,
        affinity: CONTROL_PLANE_AFFINITY,
        tolerations: CONTROL_PLANE_TOLERATIONS,
        resources: {
          apiServer: requests('250m', '512Mi'),
          controllerManager: requests('125m', '256Mi'),
          scheduler: requests('125m', '256Mi'),
        },
      },
      service: { serviceType: 'NodePort' },
    },
    kubernetes: {
      version,
      kubelet: { cgroupfs: 'systemd' },
      admissionControllers: ['ResourceQuota', 'LimitRanger'],
    },
    // Without it a rule of Kamaji's own schema fails on every write.
    networkProfile: {
      address,
      port,
      ...(podCidr && (hasPodCidrs ? { podCidrs: [podCidr] } : { podCidr })),
    },
    addons: { coreDNS: {}, kubeProxy: {} },
  };
  return {
    apiVersion: `${TENANT_CONTROL_PLANES.group}/${TENANT_CONTROL_PLANES.version}`,
    kind: TENANT_CONTROL_PLANES.kind,
    metadata: {
      name,
      namespace: cluster.metadata.namespace,
      labels: {
        ...childLabels(cluster),
        'tenant.clastix.io': labelValue(name),
      },
      ownerReferences: [ownerReference(cluster)],
    },
    spec,
  };
}
