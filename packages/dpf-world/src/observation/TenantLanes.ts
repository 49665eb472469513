import { Clock } from '@dpf-portal/kube-controller';
import { FairPool } from './FairPool';

/** A tenant is slow when its last job took longer. */
export const SLOW_MS = 1_000;

/** Whose job it is, and where it waits. */
export interface Lane {
  owner: string;
  slow: boolean;
}

/** Two pools, so that a tenant which answers quickly waits for none of those that were slow the last time. */
export class TenantLanes {
  readonly #fast: FairPool;
  readonly #slow: FairPool;

  constructor(options: {
    fastSlots: number;
    /** A job in the fast lane that takes longer goes on without its slot. */
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
