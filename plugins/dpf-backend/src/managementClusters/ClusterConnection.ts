import {
  ControllerRoleStatus,
  DpfCapabilities,
  DpuCluster,
  KnownOperatorConfig,
  World,
} from '@dpf-portal/dpf-model';
import { KubeClient } from '@dpf-portal/kube-controller';

/** What a watch saw, as `ManagementClusterConnection` reports it. */
export interface ClusterChange {
  uid: string;
  cluster: DpuCluster;
  deleted?: boolean;
  /** `cluster`: the DPUCluster itself; `related`: a child, DPU or node; `observation`: its health. */
  cause: 'cluster' | 'related' | 'observation';
}

/**
 * The part of `ManagementClusterConnection` that reads and requests use. Tests put a fake in its place.
 */
export interface ClusterConnection {
  readonly name: string;
  readonly client: Pick<
    KubeClient,
    'get' | 'list' | 'listAll' | 'create' | 'mergePatch' | 'delete'
  >;
  /** `undefined` until the server has been asked. */
  capabilities(): DpfCapabilities | undefined;
  /** DPF's own configuration. */
  operatorConfig(): KnownOperatorConfig;
  status(): {
    reachable: boolean;
    /** It starts together with the portal and has not answered yet. */
    starting: boolean;
    synced: boolean;
    /** Milliseconds since the epoch. */
    observedAt?: number;
    problem?: string;
  };
  /** Both groups', apiVersion and kind filled in. */
  clusters(): readonly DpuCluster[];
  cluster(
    group: string,
    namespace: string,
    name: string,
  ): DpuCluster | undefined;
  clusterByUid(uid: string): DpuCluster | undefined;
  /** One live GET, which the store then shows. */
  getLive(group: string, namespace: string, name: string): Promise<DpuCluster>;
  /** Shows an own write at once. */
  overlay(object: DpuCluster): void;
  world(roles: ControllerRoleStatus[]): World;
  onChange(listener: (change: ClusterChange) => void): () => void;
}
