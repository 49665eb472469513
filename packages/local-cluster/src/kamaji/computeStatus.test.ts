import { Deployment, DeploymentStatus } from '../kubelet/workloads';
import { computeStatus } from './computeStatus';
import { TenantControlPlane } from './TenantControlPlane';

function tenant(installed?: string): TenantControlPlane {
  return {
    metadata: { name: 'a' },
    spec: {
      controlPlane: { service: { serviceType: 'NodePort' } },
      kubernetes: { version: 'v1.30.0' },
    },
    status: installed
      ? { kubernetesResources: { version: { version: installed } } }
      : undefined,
  };
}

function deployment(replicas: number, status: DeploymentStatus): Deployment {
  return {
    metadata: { name: 'a', generation: 1 },
    spec: { replicas, template: { spec: { containers: [] } } },
    status: { observedGeneration: 1, ...status },
  };
}

const all = { replicas: 3, updatedReplicas: 3, readyReplicas: 3 };

it.each([
  ['Sleeping', 0, {}, undefined],
  ['NotReady', 3, { ...all, readyReplicas: 0 }, undefined],
  ['Ready', 3, all, 'v1.30.0'],
  ['Unknown', 3, { ...all, readyReplicas: 2 }, 'v1.30.0'],
  ['Unknown', 3, { ...all, replicas: 6 }, 'v1.30.0'],
  ['Upgrading', 3, { ...all, replicas: 6 }, 'v1.29.0'],
  ['Unknown', 3, { ...all, observedGeneration: 0 }, 'v1.30.0'],
] as const)(
  'is %s at %d replicas with %j, installed %s',
  (word, replicas, status, installed) => {
    expect(computeStatus(tenant(installed), deployment(replicas, status))).toBe(
      word,
    );
  },
);
