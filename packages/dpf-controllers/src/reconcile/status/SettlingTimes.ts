import { Clock } from '@dpf-portal/kube-controller';

const HOLD_MS = 30_000;

/**
 * How long a new cluster's good news may wait, so that it is written once instead of bit by bit. Counted from when this
 * process first saw the cluster being made.
 */
export class SettlingTimes {
  readonly #clock: Clock;
  readonly #since = new Map<string, number>();

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock;
  }

  /** Milliseconds for which good news may still be held back; 0 when the time is over. */
  remaining(uid: string): number {
    const now = this.#clock.monotonic();
    const since = this.#since.get(uid) ?? now;
    this.#since.set(uid, since);
    return Math.max(0, HOLD_MS - (now - since));
  }

  forget(uid: string): void {
    this.#since.delete(uid);
  }
}
