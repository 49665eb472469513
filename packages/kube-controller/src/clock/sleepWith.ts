import { Clock, TimerHandle } from './Clock';

/** A `sleep` made of a clock's timers; leaves no listener on the signal behind. */
export function sleepWith(
  clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>,
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  if (signal?.aborted) {
    return Promise.resolve();
  }
  return new Promise(resolve => {
    let timer: TimerHandle | undefined = undefined;
    const finish = () => {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    timer = clock.setTimeout(finish, ms);
    signal?.addEventListener('abort', finish);
  });
}
