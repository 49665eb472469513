import { LoggerService } from '@backstage/backend-plugin-api';
import { unavailability } from '@dpf-portal/backstage-plugin-dpf-common';
import { withinSentence } from '@dpf-portal/dpf-model';
import { Timing } from './DpfActionOptions';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const CALL_TIMEOUT_MS = 30_000;

/**
 * Retries a call while the back end is unavailable. Only for idempotent calls. Each outage is logged once.
 *
 * @throws the last error after `giveUpAfterMs`, or immediately if a retry cannot help.
 */
export async function retryWhileUnavailable<T>(options: {
  call: (signal: AbortSignal) => Promise<T>;
  giveUpAfterMs: number;
  logger: LoggerService;
  timing: Timing;
  signal?: AbortSignal;
}): Promise<T> {
  const { call, giveUpAfterMs, logger, timing, signal } = options;
  const deadline = timing.now() + giveUpAfterMs;
  let pause = FIRST_PAUSE_MS;
  let logged: string | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS);
    try {
      return await call(signal ? AbortSignal.any([signal, timeout]) : timeout);
    } catch (error) {
      const reason = unavailability(error);
      if (!reason || timing.now() + pause > deadline) {
        throw error;
      }
      if (reason !== logged) {
        logger.info(`No answer yet (${withinSentence(reason)}). Retrying.`);
        logged = reason;
      }
      await timing.sleep(pause, signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }
}
