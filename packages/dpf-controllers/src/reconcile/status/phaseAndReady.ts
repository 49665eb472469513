import { Condition } from '@dpf-portal/kube-controller';
import {
  DpuClusterPhase,
  TenantObservation,
  isGating,
} from '@dpf-portal/dpf-model';
import { ConditionDraft, conditionOf } from './conditions';

export interface PhaseAndReady {
  phase: DpuClusterPhase;
  /** `undefined`: what is live stays. */
  ready?: ConditionDraft;
}

function notReady(
  reason: string,
  message: string,
  settling?: boolean,
): ConditionDraft {
  return { type: 'Ready', status: 'False', reason, message, settling };
}

/** The first gate that is shut; nothing at all is one too, since `Created` must be there. */
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
 * Phase and `Ready`, always derived together so that they cannot contradict each other. As DPF's own provisioning
 * controller has it, every condition must be True; beyond that the tenant's API must answer.
 */
export function phaseAndReady(input: {
  livePhase: DpuClusterPhase | undefined;
  /** All but `Ready` as they will be after this pass, foreign ones included. */
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
      // Unknown is not a miss: a new leader knows nothing yet.
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
