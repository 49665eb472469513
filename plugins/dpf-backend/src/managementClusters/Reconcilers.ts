import { ControllerRoleStatus, Finding } from '@dpf-portal/dpf-model';

/** The reconcilers of one management cluster, wherever they run. */
export interface Reconcilers {
  /** Reconciles until the signal aborts, then releases the Leases. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
  /** Who runs which role, as the reconcilers see it; `undefined` while they do not run. */
  roles(): ControllerRoleStatus[] | undefined;
  /** What is wrong with how they run. */
  findings(): Finding[];
  /** What the portal's clusters on other management clusters hold has changed. */
  otherSitesChanged(): void;
}
