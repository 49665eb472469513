import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  ControllerRole,
  ControllerRoleStatus,
  Finding,
  RoleMode,
} from '@dpf-portal/dpf-model';
import type {
  ClusterManager,
  DpfControllers,
} from '@dpf-portal/dpf-controllers';
import { ManagementClusterConnection } from '@dpf-portal/dpf-world';
import { once } from 'node:events';
import { Reconcilers } from './Reconcilers';

/** What is used of the package that writes. */
export type ControllersPackage = Pick<
  typeof import('@dpf-portal/dpf-controllers'),
  'DpfControllers'
>;

/** @see ReconcilersInThread */
export interface ReconcilersInThreadOptions {
  connection: ManagementClusterConnection;
  /** Set where the reconcilers have an identity of their own. They run the connection. */
  ownConnection?: ManagementClusterConnection;
  roles: Record<ControllerRole, RoleMode>;
  managers: ClusterManager[];
  logger: LoggerService;
  /** For tests: Jest does not follow `import()` unless Node.js is given a flag. */
  loadControllers?: () => Promise<ControllersPackage>;
}

/**
 * Reconcilers that run between the requests that the portal answers. Only cluster managers that modules registered need
 * this: they are functions, which no other process can call, and all roles of a management cluster are reconciled by the
 * holder of one Lease.
 */
export class ReconcilersInThread implements Reconcilers {
  readonly #options: ReconcilersInThreadOptions;
  /** Undefined until the package is loaded. */
  #controllers?: DpfControllers;

  constructor(options: ReconcilersInThreadOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { connection, ownConnection, logger } = this.#options;
    // The connection is closed after the controllers, because they release their Leases through it.
    const released = new AbortController();
    const watching = ownConnection?.run(released.signal);
    await this.#reconcile(signal).catch(error =>
      logger.error(
        `The reconcilers of ${connection.name} did not start: ${stringifyError(
          error,
        )}`,
      ),
    );
    if (!signal.aborted) {
      await once(signal, 'abort');
    }
    released.abort();
    await watching;
  }

  roles(): ControllerRoleStatus[] | undefined {
    return this.#controllers?.roleStatus();
  }

  findings(): Finding[] {
    return [];
  }

  otherSitesChanged(): void {
    // They are asked for at each reconcile.
  }

  async #reconcile(signal: AbortSignal): Promise<void> {
    const {
      connection,
      ownConnection = connection,
      roles,
      managers,
      logger,
      loadControllers = load,
    } = this.#options;
    const { DpfControllers: Controllers } = await loadControllers();
    this.#controllers = new Controllers({
      connection: ownConnection,
      roles,
      managers,
      logger,
    });
    await this.#controllers.run(signal);
  }
}

/** Loads the reconcilers on demand: no other portal loads them. */
async function load(): Promise<ControllersPackage> {
  const loaded: ControllersPackage & { default?: ControllersPackage } =
    await import('@dpf-portal/dpf-controllers');
  // `backstage-cli` transforms the package while it is loaded. Node.js then finds only its default export.
  return loaded.default ?? loaded;
}
