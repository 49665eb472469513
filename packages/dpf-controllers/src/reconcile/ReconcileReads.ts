import {
  DaemonSet,
  Dpu,
  DpuCluster,
  KnownOperatorConfig,
  KubeNode,
  TenantControlPlane,
  TenantObservation,
  UpgradeUnderWay,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  ConfigMap,
  Service,
} from '../managementCluster/ManagementClusterStores';
import { KubeconfigSecret } from '../tenant/KubeconfigSecret';

/** Everything the phases look at. */
export interface ReconcileReads {
  /** DPUClusters of every served group, DPUs, control planes and keepalived objects have been listed. */
  settled(): boolean;
  /** The server was away, and its DPUClusters have not been listed since: an older copy of its data may not know them. */
  inDoubt(): boolean;
  clusters(): readonly DpuCluster[];
  clusterByUid(uid: string): DpuCluster | undefined;
  clustersByVip(vip: string): readonly DpuCluster[];
  clustersByRouterId(id: number): readonly DpuCluster[];
  /** Kamaji is installed. */
  kamaji(): boolean;
  /** Kamaji's network profile has `podCidrs`. */
  kamajiPodCidrs(): boolean;
  tenantControlPlane(
    namespace: string,
    name: string,
  ): TenantControlPlane | undefined;
  /** The upgrades of all clusters; `now` is wall milliseconds. */
  upgradesUnderWay(now: number): readonly UpgradeUnderWay[];
  tenantControlPlanesByAddress(address: string): readonly TenantControlPlane[];
  service(namespace: string, name: string): Service | undefined;
  configMap(namespace: string, name: string): ConfigMap | undefined;
  /** Whoever made it; `undefined`: it may not be seen. */
  configMapExists(namespace: string, name: string): boolean | undefined;
  daemonSet(namespace: string, name: string): DaemonSet | undefined;
  nodes(): readonly KubeNode[] | undefined;
  operatorConfig(): KnownOperatorConfig;
  /** The DPU kind of the cluster's group is served. */
  servesDpus(cluster: DpuCluster): boolean;
  /** `[]` where the DPU kind is not served; `undefined` where it is but cannot be read. */
  dpusOf(cluster: DpuCluster): readonly Dpu[] | undefined;
  /** As `dpusOf`, asked of the server: a watch may be behind. Rejects when the server does not answer. */
  liveDpusOf(cluster: DpuCluster): Promise<readonly Dpu[] | undefined>;
  observation(uid: string): TenantObservation | undefined;
  kubeconfigSecret(namespace: string, name: string): Promise<KubeconfigSecret>;
}
