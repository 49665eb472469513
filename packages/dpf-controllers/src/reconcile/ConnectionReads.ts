import {
  Dpu,
  DpuCluster,
  TenantObservation,
  groupOf,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { isForbidden } from '@dpf-portal/kube-controller';
import { DPU_INDEXERS } from '../managementCluster/indexes';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';
import { upgradesUnderWay } from '../managementCluster/StoreWorld';
import { ReconcileReads } from './ReconcileReads';

/** The reads of the phases, from a connection's stores. */
export class ConnectionReads implements ReconcileReads {
  readonly #connection: ManagementClusterConnection;

  constructor(connection: ManagementClusterConnection) {
    this.#connection = connection;
  }

  get #stores() {
    return this.#connection.stores;
  }

  settled(): boolean {
    return this.#connection.synced;
  }

  inDoubt(): boolean {
    return this.#stores.clustersInDoubt;
  }

  clusters() {
    return this.#connection.clusters();
  }

  clusterByUid(uid: string) {
    return this.#connection.clusterByUid(uid);
  }

  clustersByVip(vip: string) {
    return this.#stores.clustersByVip(vip);
  }

  clustersByRouterId(id: number) {
    return this.#stores.clustersByRouterId(id);
  }

  kamaji() {
    return this.#connection.capabilities()?.kamaji ?? false;
  }

  kamajiPodCidrs() {
    return this.#connection.capabilities()?.kamajiPodCidrs ?? false;
  }

  tenantControlPlane(namespace: string, name: string) {
    return this.#stores.tenantControlPlanes?.get({ namespace, name });
  }

  upgradesUnderWay(now: number) {
    return upgradesUnderWay(this.#stores, now);
  }

  tenantControlPlanesByAddress(address: string) {
    return this.#stores.tenantControlPlanes?.byIndex('address', address) ?? [];
  }

  service(namespace: string, name: string) {
    return this.#stores.services.get({ namespace, name });
  }

  configMap(namespace: string, name: string) {
    return this.#stores.configMaps.get({ namespace, name });
  }

  configMapExists(namespace: string, name: string) {
    return this.#connection.configMapExists(namespace, name);
  }

  daemonSet(namespace: string, name: string) {
    return this.#stores.daemonSets.get({ namespace, name });
  }

  nodes() {
    const { nodes } = this.#stores;
    return nodes.readable ? nodes.list() : undefined;
  }

  operatorConfig() {
    return this.#connection.operatorConfig();
  }

  servesDpus(cluster: DpuCluster) {
    return this.#stores.dpus.has(groupOf(cluster));
  }

  dpusOf(cluster: DpuCluster) {
    return this.servesDpus(cluster) ? this.#stores.dpusOf(cluster) : [];
  }

  async liveDpusOf(cluster: DpuCluster) {
    const view = this.#stores.dpus.get(groupOf(cluster));
    if (!view?.readable) {
      return view ? undefined : [];
    }
    const { namespace, name } = cluster.metadata;
    try {
      const dpus = await this.#connection.client.listAll<Dpu>(view.resource);
      return dpus.filter(dpu =>
        DPU_INDEXERS.cluster(dpu).includes(`${namespace}/${name}`),
      );
    } catch (error) {
      if (isForbidden(error)) {
        return undefined;
      }
      throw error;
    }
  }

  observation(uid: string): TenantObservation | undefined {
    return this.#connection.observation(uid);
  }

  kubeconfigSecret(namespace: string, name: string) {
    return this.#connection.readKubeconfigSecret(namespace, name);
  }
}
