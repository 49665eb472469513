import { Clock } from '@dpf-portal/kube-controller';
import { setImmediate } from 'node:timers/promises';

/** So long the process does nothing else. */
const SLICE_MS = 20;

/**
 * Lets other work go on between the parts of a long one, so that Leases are renewed and requests are answered. To be
 * awaited before each part: it yields where the parts since the last time have taken 20 ms.
 *
 * @public
 */
export function yieldAfterSlices(
  clock: Pick<Clock, 'monotonic'>,
): () => Promise<void> {
  let started = clock.monotonic();
  return async () => {
    if (clock.monotonic() - started >= SLICE_MS) {
      await setImmediate();
      started = clock.monotonic();
    }
  };
}
