import {
  ControllerRoleStatus,
  DaemonSet,
  Dpu,
  DpfCapabilities,
  DpuCluster,
  KubeNode,
  KubeconfigSecretState,
  TenantControlPlane,
  TenantObservation,
  World,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { TenantProber } from '../observation/TenantProber';
import { ManagementClusterStores } from './ManagementClusterStores';

/** A look at the stores of one management cluster, at one moment, for the findings. */
export class StoreWorld implements World {
  readonly managementCluster: string;
  readonly now: number;
  readonly capabilities: DpfCapabilities;
  readonly roles: ControllerRoleStatus[];
  readonly vendorTypes: readonly string[];
  readonly usualTimeToReadyMs?: number;
  readonly #stores: ManagementClusterStores;
  readonly #prober: TenantProber;

  constructor(options: {
    managementCluster: string;
    now: number;
    capabilities: DpfCapabilities;
    roles: ControllerRoleStatus[];
    vendorTypes: readonly string[];
    usualTimeToReadyMs?: number;
    stores: ManagementClusterStores;
    prober: TenantProber;
  }) {
    this.managementCluster = options.managementCluster;
    this.now = options.now;
    this.capabilities = options.capabilities;
    this.roles = options.roles;
    this.vendorTypes = options.vendorTypes;
    this.usualTimeToReadyMs = options.usualTimeToReadyMs;
    this.#stores = options.stores;
    this.#prober = options.prober;
  }

  clustersByVip(vip: string): readonly DpuCluster[] {
    return this.#stores.clustersByIndex('vip', vip);
  }

  clustersByRouterId(id: number): readonly DpuCluster[] {
    return this.#stores.clustersByIndex('routerId', String(id));
  }

  tenantControlPlane(
    namespace: string,
    name: string,
  ): TenantControlPlane | undefined {
    return this.#stores.tenantControlPlanes?.get({ namespace, name });
  }

  daemonSet(namespace: string, name: string): DaemonSet | undefined {
    return this.#stores.daemonSets.get({ namespace, name });
  }

  nodes(): readonly KubeNode[] | undefined {
    const { nodes } = this.#stores;
    return nodes.readable ? nodes.list() : undefined;
  }

  dataStoreExists(name: string): boolean | undefined {
    const { dataStores } = this.#stores;
    return dataStores?.readable
      ? dataStores.get({ name }) !== undefined
      : undefined;
  }

  dpusOf(cluster: DpuCluster): readonly Dpu[] | undefined {
    return this.#stores.dpusOf(cluster);
  }

  kubeconfigSecret(cluster: DpuCluster): KubeconfigSecretState | undefined {
    return this.#prober.secretState(cluster.metadata.uid ?? '');
  }

  observation(cluster: DpuCluster): TenantObservation | undefined {
    return this.#prober.observation(cluster.metadata.uid ?? '');
  }
}
