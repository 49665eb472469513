import { webhookAway } from '@dpf-portal/dpf-model';
import {
  KubeApiError,
  failedWebhookOf,
  requestedResource,
} from '@dpf-portal/kube-controller';
import { Problem, ReconcileContext, refuseEdit } from './ReconcileContext';
import { conditionOf } from './status/conditions';

/** No event reports that a webhook answers again. Not more often either: each attempt is a call of the webhook. */
export const WEBHOOK_RETRY_MS = 20_000;

/**
 * Why a write failed, if the API server rejected it because it could not call a webhook. `kind` is used where the error
 * does not show what was written.
 */
export function webhookProblemOf(
  error: unknown,
  kind?: string,
): Problem | undefined {
  const webhook = failedWebhookOf(error);
  if (!webhook || !(error instanceof KubeApiError)) {
    return undefined;
  }
  const { method, path } = error;
  const { code, sentence } = webhookAway(webhook, {
    method,
    resource: requestedResource(path),
    kind,
  });
  return { reason: code, message: sentence };
}

/** Records that a webhook stopped a change without which the cluster goes on as it is. */
export function recordStoppedChange(
  { observed }: ReconcileContext,
  problem: Problem,
): void {
  observed.isStopped = true;
  refuseEdit(observed, problem);
}

/** Whether a webhook of a third party, or of Kamaji in a phase without an interval of its own, stopped a write. */
export function isStoppedByWebhook({ observed }: ReconcileContext): boolean {
  const { isStopped, problem, keepalivedProblem, refusedEdit } = observed;
  return (
    isStopped === true ||
    [problem, keepalivedProblem, refusedEdit].some(
      recorded => recorded?.reason === 'WebhookAway',
    )
  );
}

/**
 * Records that a webhook stopped a phase. A cluster that was created keeps that condition and its health: only the change
 * waits.
 */
export function recordStoppedPhase(
  context: ReconcileContext,
  problem: Problem,
): void {
  const { cluster, observed, world } = context;
  observed.isStopped = true;
  const created = conditionOf(cluster.status?.conditions, 'Created');
  if (created?.status === 'True') {
    recordStoppedChange(context, problem);
    observed.health ??= world.observation(cluster);
  } else {
    observed.problem ??= problem;
  }
}
