import {
  Clock,
  Condition,
  KubeClient,
  Logger,
} from '@dpf-portal/kube-controller';
import { DpuCluster } from '@dpf-portal/dpf-model';

/** A condition that a manager reports. The reconciler sets its times. @public */
export type ClusterManagerCondition = Omit<
  Condition,
  'lastTransitionTime' | 'observedGeneration'
>;

/** What a manager may use while it reconciles one cluster. @public */
export interface ClusterManagerContext {
  /** The cluster as last seen. It must not be changed. */
  cluster: DpuCluster;
  /** Writes are refused as soon as this process no longer leads. */
  client: KubeClient;
  clock: Clock;
  logger: Logger;
}

/** What a cluster manager reports about its cluster after one pass. @public */
export interface ClusterManagerResult {
  /** Must contain `Created`. Every condition gates `Ready`, so each must be True in the steady state. */
  conditions: ClusterManagerCondition[];
  /** Name of the Secret with the admin kubeconfig, once it exists. Published once, never replaced. */
  kubeconfig?: string;
  /** Reconcile again after this time at the latest. */
  requeueAfterMs?: number;
}

/**
 * Creates and maintains DPU clusters of one type. It is called on every change of the cluster, so it must converge and
 * must not write without a change.
 *
 * @public
 */
export interface ClusterManager {
  /** As in `spec.type`: `vendor/name`. */
  readonly type: string;
  reconcile(context: ClusterManagerContext): Promise<ClusterManagerResult>;
  /** Called before the finalizer is removed. Not needed where owner references do the work. */
  cleanUp?(
    context: ClusterManagerContext,
  ): Promise<{ done: boolean; requeueAfterMs?: number }>;
}
