import {
  Clock,
  Condition,
  KubeClient,
  Logger,
} from '@dpf-portal/kube-controller';
import { DpuCluster } from '@dpf-portal/dpf-model';

/** A condition as a manager reports it; its times are kept for it. @public */
export type ClusterManagerCondition = Omit<
  Condition,
  'lastTransitionTime' | 'observedGeneration'
>;

/** What a manager may use while it handles one cluster. @public */
export interface ClusterManagerContext {
  /** As last seen; not to be changed. */
  cluster: DpuCluster;
  /** Writes are refused as soon as this process no longer leads. */
  client: KubeClient;
  clock: Clock;
  logger: Logger;
}

/** @public */
export interface ClusterManagerResult {
  /**
   * Must hold `Created`. Every condition gates `Ready`, so each must be True in the steady state.
   */
  conditions: ClusterManagerCondition[];
  /** Name of the Secret with the admin kubeconfig, once it exists. Published once, never replaced. */
  kubeconfig?: string;
  /** Come back after this time, whatever happens before. */
  requeueAfterMs?: number;
}

/**
 * Makes and looks after DPU clusters of one type. Called again on every change of the cluster, so it must converge and
 * write nothing that changes nothing.
 *
 * @public
 */
export interface ClusterManager {
  /** As in `spec.type`: `vendor/name`. */
  readonly type: string;
  reconcile(context: ClusterManagerContext): Promise<ClusterManagerResult>;
  /** Before the finalizer goes; not needed where owner references do the work. */
  cleanUp?(
    context: ClusterManagerContext,
  ): Promise<{ done: boolean; requeueAfterMs?: number }>;
}
