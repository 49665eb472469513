import { GateClosedError, RecordedEvent } from '@dpf-portal/kube-controller';
import { ReconcileContext, Writer } from '../ReconcileContext';

/** Tells an Event of the cluster, unless another process has taken over from one of the writers. */
export async function recordEvent(
  context: ReconcileContext,
  writers: readonly Writer[],
  event: RecordedEvent,
): Promise<void> {
  try {
    context.client(...writers).assertWritable();
  } catch (error) {
    if (error instanceof GateClosedError) {
      return;
    }
    throw error;
  }
  await context.events.record(context.cluster, event);
}
