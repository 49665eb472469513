import { Condition, RecordedEvent } from '@dpf-portal/kube-controller';
import { DpuCluster } from '@dpf-portal/dpf-model';
import { conditionOf } from '../conditions/ConditionDraft';
import { ReconcileContext, Writer } from '../ReconcileContext';
import { recordEvent } from './recordEvent';

function telling(
  type: RecordedEvent['type'],
  topic: string,
  { reason, message }: Condition,
): RecordedEvent {
  return { type, reason, note: message || reason, topic };
}

/**
 * The one Event that a written status is worth: that a cluster stopped or started again to serve, else why one that is
 * being made does not get on, else which edit was refused. A cluster that becomes Ready as it should has none.
 */
export function transitionEvent(
  before: DpuCluster,
  after: DpuCluster,
  problems: readonly string[],
): RecordedEvent | undefined {
  const from = before.status?.phase ?? 'Pending';
  const to = after.status?.phase ?? 'Pending';
  const ready = conditionOf(after.status?.conditions, 'Ready');
  if (ready && from !== to && [from, to].includes('NotReady')) {
    const isExpected = to === 'Ready' || ready.reason === 'Upgraded';
    return telling(isExpected ? 'Normal' : 'Warning', 'phase', ready);
  }
  for (const type of problems) {
    const is = conditionOf(after.status?.conditions, type);
    const was = conditionOf(before.status?.conditions, type);
    if (is && (is.reason !== was?.reason || is.message !== was?.message)) {
      return telling('Warning', type, is);
    }
  }
  return undefined;
}

/** Tells the Event of a status that was just written. */
export async function recordTransition(
  context: ReconcileContext,
  options: {
    before: DpuCluster;
    /** Types of the conditions that tell of a problem, not of something that only takes its time. */
    problems: readonly string[];
    writers: readonly Writer[];
  },
): Promise<void> {
  const { before, problems, writers } = options;
  const event = transitionEvent(before, context.cluster, problems);
  if (event) {
    await recordEvent(context, writers, event);
  }
}
