import { GateClosedError, RecordedEvent } from '@dpf-portal/kube-controller';
import { ReconcileContext, Writer } from '../ReconcileContext';

/** Writes an Event about the cluster, unless another process has taken over from one of the writers. */
export async function recordEvent(
  context: ReconcileContext,
  writers: readonly Writer[],
  event: RecordedEvent,
): Promise<void> {
  const isWriter = () => {
    try {
      context.client(...writers).assertWritable();
      return true;
    } catch (error) {
      if (error instanceof GateClosedError) {
        return false;
      }
      throw error;
    }
  };
  if (isWriter()) {
    await context.events.record(context.cluster, event, isWriter);
  }
}
