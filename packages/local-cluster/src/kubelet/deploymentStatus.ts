import { Deployment, DeploymentStatus, WorkloadCondition } from './workloads';

/** State of the pods of a Deployment. */
export interface PodsState {
  /** Whether a pod of any template is ready. */
  serving: boolean;
  /** Whether a pod of the newest template is starting. */
  rolling: boolean;
  /** The reason why no pod can be created. */
  failure?: string;
  /** The maximum number of ready replicas. */
  readyLimit?: number;
}

/** The status that the Deployment controller of a real cluster would write. */
export function deploymentStatus(
  deployment: Deployment,
  pods: PodsState,
  now: string,
): DeploymentStatus {
  const wanted = deployment.spec.replicas ?? 1;
  const created = pods.failure ? 0 : wanted;
  const serving = pods.serving ? created : 0;
  const ready = Math.min(serving, pods.readyLimit ?? serving);
  const replicas = pods.rolling && pods.serving ? 2 * created : created;
  return {
    observedGeneration: deployment.metadata.generation,
    replicas,
    updatedReplicas: created,
    readyReplicas: ready,
    availableReplicas: ready,
    unavailableReplicas: Math.max(wanted, replicas) - ready,
    conditions: conditions(deployment, ready > 0 || wanted === 0, pods, now),
  };
}

function conditions(
  deployment: Deployment,
  available: boolean,
  pods: PodsState,
  now: string,
): WorkloadCondition[] {
  const wanted: WorkloadCondition[] = [
    available
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        },
  ];
  if (pods.failure) {
    wanted.push({
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: pods.failure,
    });
  }
  const live = deployment.status?.conditions ?? [];
  return wanted.map(condition => {
    const before = live.find(({ type }) => type === condition.type);
    const same = before?.status === condition.status;
    return same && before.reason === condition.reason
      ? { ...before, message: condition.message }
      : {
          ...condition,
          lastUpdateTime: now,
          lastTransitionTime: (same && before.lastTransitionTime) || now,
        };
  });
}
