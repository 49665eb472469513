import { Clock } from '@dpf-portal/kube-controller';

const HOLD_MS = 30_000;
/** Between two writes of a cluster that change nothing but how many DPUs are assigned: hundreds may be within a minute. */
const COUNT_EVERY_MS = 2_000;

/** How long a status that is worth writing may wait, so that it is written once instead of bit by bit. */
export class SettlingTimes {
  readonly #clock: Clock;
  readonly #since = new Map<string, number>();
  readonly #countedAt = new Map<string, number>();

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock;
  }

  /**
   * Milliseconds for which good news of a new cluster may still be held back; 0 when the time is over. Counted from when
   * this process first saw the cluster being made.
   */
  remaining(uid: string): number {
    const now = this.#clock.monotonic();
    const since = this.#since.get(uid) ?? now;
    this.#since.set(uid, since);
    return Math.max(0, HOLD_MS - (now - since));
  }

  /** Milliseconds until a status may be written that changes only the number of DPUs. */
  untilCount(uid: string): number {
    const countedAt = this.#countedAt.get(uid) ?? -Infinity;
    return Math.max(0, COUNT_EVERY_MS - (this.#clock.monotonic() - countedAt));
  }

  /** A status was written that changes only the number of DPUs. */
  counted(uid: string): void {
    this.#countedAt.set(uid, this.#clock.monotonic());
  }

  forget(uid: string): void {
    this.#since.delete(uid);
    this.#countedAt.delete(uid);
  }
}
