import { setTimeout as delay } from 'timers/promises';
import { AuthService } from '@backstage/backend-plugin-api';
import { DpfApi } from '@dpf-portal/backstage-plugin-dpf-common';

/**
 * The time an action lives by; tests bring their own.
 *
 * @public
 */
export interface Timing {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with an `AbortError` when the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own time. */
export const realTiming: Timing = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, { signal });
  },
};

/**
 * What the actions need.
 *
 * @public
 */
export interface DpfActionOptions {
  auth: AuthService;
  dpf: Pick<
    DpfApi,
    | 'createDpuCluster'
    | 'getDpuCluster'
    | 'updateDpuCluster'
    | 'deleteDpuCluster'
    | 'checkKubeconfig'
  >;
  timing?: Timing;
}
