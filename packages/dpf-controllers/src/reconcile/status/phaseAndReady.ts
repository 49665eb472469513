import { Condition } from '@dpf-portal/kube-controller';
import {
  DpuClusterPhase,
  TenantObservation,
  isGating,
} from '@dpf-portal/dpf-model';
import { ConditionDraft, conditionOf } from './conditions';

export interface PhaseAndReady {
  phase: DpuClusterPhase;
  /** `undefined`: the live value is kept. */
  ready?: ConditionDraft;
}

function notReady(
  reason: string,
  message: string,
  settling?: boolean,
): ConditionDraft {
  return { type: 'Ready', status: 'False', reason, message, settling };
}

/** The first condition that is not True. No conditions count as one, because `Created` is required. */
function closedGate(
  conditions: readonly (Condition | ConditionDraft)[],
): { reason: string; message: string; settling?: boolean } | undefined {
  const shut = conditions.find(
    condition => isGating(condition) && condition.status !== 'True',
  );
  if (shut) {
    return {
      reason: shut.reason,
      message: shut.message,
      settling: 'settling' in shut ? shut.settling : undefined,
    };
  }
  return conditions.some(({ type }) => type === 'Created')
    ? undefined
    : {
        reason: 'NotCreated',
        message: 'Nobody has made the cluster yet.',
        settling: true,
      };
}

/**
 * Derives phase and `Ready` together, so that they cannot contradict each other. As for DPF's own provisioning
 * controller, every condition must be True; in addition the tenant's API must answer.
 */
export function phaseAndReady(input: {
  livePhase: DpuClusterPhase | undefined;
  /** All conditions but `Ready` after this pass, including foreign ones. */
  conditions: readonly (Condition | ConditionDraft)[];
  liveConditions: readonly Condition[] | undefined;
  health: TenantObservation | undefined;
}): PhaseAndReady {
  const { livePhase = 'Pending', conditions, liveConditions, health } = input;
  if (livePhase === 'Failed') {
    return { phase: 'Failed' };
  }
  const started = livePhase === 'Ready' || livePhase === 'NotReady';
  const gate = closedGate(conditions);
  if (livePhase === 'Pending') {
    return {
      phase: 'Creating',
      ready: notReady('Creating', 'The cluster is being made.', true),
    };
  }
  if (gate) {
    return {
      phase: started ? 'NotReady' : 'Creating',
      ready: notReady(gate.reason, gate.message, !started && gate.settling),
    };
  }
  switch (health?.health) {
    case 'healthy':
      return {
        phase: 'Ready',
        ready: {
          type: 'Ready',
          status: 'True',
          reason: 'HealthCheckPassed',
          message: 'The API server answers.',
        },
      };
    case 'unhealthy':
      return {
        phase: 'NotReady',
        ready: notReady(
          health.reason ?? 'Unhealthy',
          health.message ?? 'The API server does not answer.',
        ),
      };
    default:
      // Unknown is not a miss: a new leader has no observations yet.
      return started
        ? { phase: livePhase, ready: liveReady(liveConditions) }
        : {
            phase: 'Creating',
            ready: notReady(
              'HealthCheckPending',
              'The API server has not answered yet.',
              true,
            ),
          };
  }
}

function liveReady(
  conditions: readonly Condition[] | undefined,
): ConditionDraft | undefined {
  const live = conditionOf(conditions, 'Ready');
  return (
    live && {
      type: 'Ready',
      status: live.status,
      reason: live.reason,
      message: live.message,
    }
  );
}
