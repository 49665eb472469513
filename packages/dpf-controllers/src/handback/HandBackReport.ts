import { ControllerRole } from '@dpf-portal/dpf-model';

/** What a hand-back came to. @public */
export interface HandBackReport {
  /** Every Lease that was ours is free. */
  complete: boolean;
  /** Who held the Leases; absent where nobody of ours did. */
  holder?: string;
  /** Leases that were let go of, and how. */
  released: Array<{ lease: string; how: 'by its holder' | 'in its place' }>;
  /** Leases that are still ours. */
  held: string[];
  roles: Array<{ role: ControllerRole; next: string }>;
  /** What stays, one sentence each. */
  left: string[];
}
