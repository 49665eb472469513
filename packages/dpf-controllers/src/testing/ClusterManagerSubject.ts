import { DpuCluster } from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import { ClusterManager } from '../clusterManager/ClusterManager';

/** A cluster manager to be judged. @public */
export interface ClusterManagerSubject {
  /** A manager as after a start of its process: it knows nothing of what one before it did. */
  createManager(): ClusterManager;
  /** `spec` of a cluster that can become Ready. Default: the type alone. */
  spec?: Partial<DpuCluster['spec']>;
  /** Objects that are there before the cluster is, as `plural` and object. */
  given?: ReadonlyArray<{ plural: string; object: KubeObject }>;
  /**
   * Does what others would do between two passes: moves a foreign controller on, waits for a machine. Default: nothing.
   */
  settle?(manager: ClusterManager): Promise<void>;
  /** Ends what a manager holds beside Kubernetes objects; called for every manager that was made. */
  dispose?(manager: ClusterManager): Promise<void>;
}
