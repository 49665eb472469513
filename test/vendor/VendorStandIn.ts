import {
  CORE_RESOURCES,
  Condition,
  KubeObject,
} from '@dpf-portal/kube-controller';
import {
  ControllerRole,
  DpuCluster,
  TenantControlPlane,
} from '@dpf-portal/dpf-model';
import {
  DEFAULT_LEADER_ELECTION_NAMESPACE,
  TENANT_CONTROL_PLANES,
} from '@dpf-portal/dpf-world';
import { ManagementApi } from '../management/ManagementApi';
import { eventually } from '../portal/eventually';
import { DpfRelease } from './dpfReleases';
import { vendorDeployment } from './vendorDeployment';

const ROLES: readonly ControllerRole[] = ['kamaji', 'static', 'provisioning'];
const HOUR_S = 3_600;

interface Service extends KubeObject {
  spec: {
    type: string;
    selector: Record<string, string>;
    ports: Array<{ name: string; port: number; nodePort?: number }>;
  };
}

/**
 * Simulates the visible behaviour of the controllers of a DPF release: their Deployments, their leader election Leases,
 * and their writes to DPUClusters. A test decides when they act.
 */
export class VendorStandIn {
  /** Installs the controllers and acquires their Leases. */
  static async start(
    api: ManagementApi,
    release: DpfRelease,
  ): Promise<VendorStandIn> {
    const { leases } = release;
    if (!leases) {
      throw new Error(`DPF has no controllers for ${release.name}`);
    }
    const now = new Date().toISOString().replace('Z', '000Z');
    for (const role of ROLES) {
      await api.client.create(
        CORE_RESOURCES.deployments,
        vendorDeployment(role),
      );
      const lease: KubeObject & { spec: object } = {
        metadata: {
          namespace: DEFAULT_LEADER_ELECTION_NAMESPACE,
          name: leases[role],
        },
        spec: {
          holderIdentity: `${role}-of-dpf_1`,
          leaseDurationSeconds: HOUR_S,
          acquireTime: now,
          renewTime: now,
          leaseTransitions: 0,
        },
      };
      // The previous holder has released it.
      await api.client.apply(CORE_RESOURCES.leases, lease, {
        fieldManager: 'dpf',
        force: true,
      });
    }
    return new VendorStandIn(api, release);
  }

  readonly #api: ManagementApi;
  readonly #release: DpfRelease;

  private constructor(api: ManagementApi, release: DpfRelease) {
    this.#api = api;
    this.#release = release;
  }

  /**
   * From 25.10 on, the controllers write the installed version and the number of assigned DPUs, and upgrade control
   * planes.
   */
  get #isNew(): boolean {
    return this.#release.shape === 'dpf-25.10';
  }

  /** Writes both finalizers, the control plane of a kamaji cluster, then the conditions and the phase. */
  async bringUp(cluster: DpuCluster, version: string): Promise<void> {
    const { group } = this.#release;
    await this.#patch(cluster, {
      metadata: {
        finalizers: [
          `${group}/cluster-manager-internal-clean-up`,
          `${group}/cluster-manager-clean-up`,
        ],
      },
    });
    await this.#patchStatus(cluster, {
      phase: 'Creating',
      ...(this.#isNew ? { nodesCount: 0 } : {}),
    });
    const isKamaji = cluster.spec.type === 'kamaji';
    if (isKamaji) {
      await this.#makeControlPlane(cluster, version);
      await this.#patch(cluster, {
        spec: { kubeconfig: `${cluster.metadata.name}-admin-kubeconfig` },
      });
    }
    await this.#patchStatus(cluster, {
      conditions: [
        condition('Created', 'True', 'Created'),
        ...(isKamaji ? [condition('KeepalivedReady', 'True', 'Deployed')] : []),
      ],
    });
    await this.#becomesReady(cluster, version);
  }

  /** Upgrades control planes to the Kubernetes version of the release, from 25.10 on. */
  async upgrade(cluster: DpuCluster, version: string): Promise<void> {
    if (cluster.spec.type === 'kamaji') {
      await this.#api.client.mergePatch(
        TENANT_CONTROL_PLANES,
        cluster.metadata,
        { spec: { kubernetes: { version } } },
      );
      await this.#setCondition(
        cluster,
        condition('Upgraded', 'False', 'Upgraded', 'upgrading control plane'),
      );
      await this.#patchStatus(cluster, { phase: 'NotReady' });
      await this.#controlPlaneReady(cluster, version);
      await this.#setCondition(
        cluster,
        condition('Upgraded', 'True', 'Upgraded'),
      );
    }
    await this.#becomesReady(cluster, version);
  }

  /** Sets the number of DPUs that the allocator has assigned. */
  async counts(cluster: DpuCluster, nodesCount: number): Promise<void> {
    if (this.#isNew) {
      await this.#patchStatus(cluster, { nodesCount });
    }
  }

  /** Removes the finalizers of a cluster that is being deleted. The garbage collector then deletes its children. */
  async letGo(cluster: DpuCluster): Promise<void> {
    await this.#patch(cluster, { metadata: { finalizers: null } });
  }

  /** Removes the controllers, like DPF's operator. */
  async stop(): Promise<void> {
    for (const role of ROLES) {
      await this.#api.client.delete(
        CORE_RESOURCES.deployments,
        vendorDeployment(role).metadata,
      );
      await this.#api.client.delete(CORE_RESOURCES.leases, {
        namespace: DEFAULT_LEADER_ELECTION_NAMESPACE,
        name: this.#release.leases?.[role] ?? '',
      });
    }
  }

  async #makeControlPlane(cluster: DpuCluster, version: string): Promise<void> {
    const { namespace, name, uid = '' } = cluster.metadata;
    const { client } = this.#api;
    const metadata = {
      namespace,
      name,
      labels: { 'tenant.clastix.io': name, 'dpu.nvidia.com/cluster': name },
      ownerReferences: [
        { apiVersion: cluster.apiVersion ?? '', kind: 'DPUCluster', name, uid },
      ],
    };
    const wanted: Service = {
      metadata,
      spec: {
        type: 'NodePort',
        selector: { 'kamaji.clastix.io/name': name },
        ports: [{ name: 'kube-apiserver', port: 6443 }],
      },
    };
    const service = await client.create(CORE_RESOURCES.services, wanted);
    const spec = {
      dataStore: 'default',
      controlPlane: {
        deployment: { replicas: 3 },
        service: { serviceType: 'NodePort' },
      },
      kubernetes: { version, kubelet: { cgroupfs: 'systemd' } },
      networkProfile: {
        address: cluster.spec.clusterEndpoint?.keepalived?.vip,
        port: service.spec.ports[0].nodePort,
      },
    };
    await client.create<TenantControlPlane>(TENANT_CONTROL_PLANES, {
      apiVersion: `${TENANT_CONTROL_PLANES.group}/${TENANT_CONTROL_PLANES.version}`,
      kind: TENANT_CONTROL_PLANES.kind,
      metadata,
      spec,
    });
    await this.#controlPlaneReady(cluster, version);
  }

  async #controlPlaneReady(
    cluster: DpuCluster,
    version: string,
  ): Promise<void> {
    await eventually(`${cluster.metadata.name} runs ${version}`, async () => {
      const { status } = await this.#api.client.get<TenantControlPlane>(
        TENANT_CONTROL_PLANES,
        cluster.metadata,
      );
      const installed = status?.kubernetesResources?.version;
      return (
        (installed?.status === 'Ready' && installed.version === version) ||
        undefined
      );
    });
  }

  async #becomesReady(cluster: DpuCluster, version: string): Promise<void> {
    await this.#setCondition(
      cluster,
      condition('Ready', 'True', 'HealthCheckPassed'),
    );
    await this.#patchStatus(cluster, {
      phase: 'Ready',
      ...(this.#isNew ? { version } : {}),
    });
  }

  async #setCondition(cluster: DpuCluster, wanted: Condition): Promise<void> {
    const { status } = await this.#api.client.get<DpuCluster>(
      this.#api.resourceOf(cluster),
      cluster.metadata,
    );
    const others = (status?.conditions ?? []).filter(
      ({ type }) => type !== wanted.type,
    );
    await this.#patchStatus(cluster, { conditions: [...others, wanted] });
  }

  async #patch(cluster: DpuCluster, patch: object): Promise<void> {
    await this.#api.client.mergePatch(
      this.#api.resourceOf(cluster),
      cluster.metadata,
      patch,
    );
  }

  async #patchStatus(cluster: DpuCluster, status: object): Promise<void> {
    await this.#api.client.mergePatch(
      this.#api.resourceOf(cluster),
      cluster.metadata,
      { status },
      { subresource: 'status' },
    );
  }
}

function condition(
  type: string,
  status: Condition['status'],
  reason: string,
  message = '',
): Condition {
  return {
    type,
    status,
    reason,
    message,
    lastTransitionTime: new Date().toISOString(),
  };
}
