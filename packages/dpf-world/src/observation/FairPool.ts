import { Clock } from '@dpf-portal/kube-controller';

type Job = () => Promise<void>;

/**
 * Runs a limited number of jobs at a time. A free slot goes to the owner with the fewest running jobs, so that no
 * owner's job waits for all jobs of another. An error of one job does not affect others.
 */
export class FairPool {
  readonly #slots: number;
  readonly #slotMs?: number;
  readonly #clock: Clock;
  /** By owner; the owner that has waited longest comes first. */
  readonly #waiting = new Map<string, Job[]>();
  readonly #running = new Map<string, number>();
  #free: number;

  constructor(options: {
    slots: number;
    /** A job that takes longer continues without its slot. Default: it keeps the slot. */
    slotMs?: number;
    clock: Clock;
  }) {
    this.#slots = options.slots;
    this.#slotMs = options.slotMs;
    this.#clock = options.clock;
    this.#free = this.#slots;
  }

  add(owner: string, job: Job): void {
    const jobs = this.#waiting.get(owner) ?? [];
    jobs.push(job);
    this.#waiting.set(owner, jobs);
    this.#pump();
  }

  #pump(): void {
    while (this.#free > 0) {
      const owner = this.#next();
      if (owner === undefined) {
        return;
      }
      this.#start(owner);
    }
  }

  #next(): string | undefined {
    let next: string | undefined;
    for (const owner of this.#waiting.keys()) {
      if (
        next === undefined ||
        this.#runningOf(owner) < this.#runningOf(next)
      ) {
        next = owner;
      }
    }
    return next;
  }

  #start(owner: string): void {
    const [job, ...others] = this.#waiting.get(owner) ?? [];
    this.#waiting.delete(owner);
    if (others.length > 0) {
      this.#waiting.set(owner, others);
    }
    const release = this.#takeSlot(owner);
    const timer =
      this.#slotMs === undefined
        ? undefined
        : this.#clock.setTimeout(release, this.#slotMs);
    job()
      .catch(() => {
        // A job reports through its observations. Its errors do not affect other jobs.
      })
      .finally(() => {
        this.#clock.clearTimeout(timer);
        release();
      });
  }

  #takeSlot(owner: string): () => void {
    this.#free--;
    this.#running.set(owner, this.#runningOf(owner) + 1);
    let held = true;
    return () => {
      if (!held) {
        return;
      }
      held = false;
      this.#free++;
      const left = this.#runningOf(owner) - 1;
      if (left > 0) {
        this.#running.set(owner, left);
      } else {
        this.#running.delete(owner);
      }
      this.#pump();
    };
  }

  #runningOf(owner: string): number {
    return this.#running.get(owner) ?? 0;
  }
}

/** A tenant is slow when its last job took longer. */
export const SLOW_MS = 1_000;

/** The owner of a job, and the pool that runs it. */
export interface Lane {
  owner: string;
  slow: boolean;
}

/** Two pools, so that a fast tenant does not wait for tenants that were slow the last time. */
export class TwoSpeedPool {
  readonly #fast: FairPool;
  readonly #slow: FairPool;

  constructor(options: {
    fastSlots: number;
    /** A fast job that takes longer continues without its slot. */
    fastSlotMs?: number;
    slowSlots: number;
    clock: Clock;
  }) {
    const { clock, fastSlots, fastSlotMs, slowSlots } = options;
    this.#fast = new FairPool({ slots: fastSlots, slotMs: fastSlotMs, clock });
    this.#slow = new FairPool({ slots: slowSlots, clock });
  }

  add({ owner, slow }: Lane, job: () => Promise<void>): void {
    (slow ? this.#slow : this.#fast).add(owner, job);
  }
}
