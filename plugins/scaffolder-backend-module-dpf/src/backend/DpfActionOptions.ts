import { setTimeout as delay } from 'timers/promises';
import { AuthService } from '@backstage/backend-plugin-api';
import { DpfApi } from '@dpf-portal/backstage-plugin-dpf-common';
import { PortalPages } from '@dpf-portal/dpf-model';

/**
 * The clock of the actions. Tests replace it.
 *
 * @public
 */
export interface Timing {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Rejects with an `AbortError` when the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The system clock. */
export const realTiming: Timing = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds, undefined, { signal });
  },
};

/**
 * Dependencies of the actions.
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

/**
 * Dependencies of the actions that link to pages.
 *
 * @public
 */
export interface DpfLinkingActionOptions extends DpfActionOptions {
  /** Where the pages of the portal are. */
  pages: PortalPages;
}
