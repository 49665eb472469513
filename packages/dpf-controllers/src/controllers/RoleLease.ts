import {
  ControllerRole,
  KnownOperatorConfig,
  RoleMode,
} from '@dpf-portal/dpf-model';
import {
  Clock,
  ElectedLease,
  GateClosedError,
  KubeClient,
  LeaderElector,
  Logger,
  MetricsRegistry,
} from '@dpf-portal/kube-controller';
import { RoleDecision, VendorRole, decideRole } from '@dpf-portal/dpf-world';

const RECONSIDER_MS = 1_000;

export interface RoleLeaseOptions {
  role: ControllerRole;
  mode: RoleMode;
  client: KubeClient;
  namespace: string;
  identity: string;
  /** The identity is known to belong to this process only. */
  resumeOwnHold: boolean;
  vendor: () => VendorRole;
  /** Calls back when a Deployment of the vendor is added or deleted. Returns a function that unsubscribes. */
  onVendorChange: (listener: () => void) => () => void;
  operatorConfig: () => KnownOperatorConfig;
  /**
   * Every Lease of the role, from a watch, so that renewals are observed from the start and not only once this process
   * may acquire them.
   */
  leases: readonly ElectedLease[];
  clock: Clock;
  logger: Logger;
  metrics: MetricsRegistry;
  /** Called when this process holds every Lease of the role. */
  onHeld: () => void;
  /** Resolves when no write of the role is in progress. The Leases are held until then. */
  drained: () => Promise<void>;
}

/**
 * Holds every Lease by which a DPF release elects the controller of a role, so that there are never two writers. It
 * holds all of them or none.
 */
export class RoleLease {
  readonly role: ControllerRole;
  readonly #options: RoleLeaseOptions;
  #elector?: LeaderElector;
  #working = false;
  /** This process has run the role, and has only lost a Lease since. */
  #hasRun = false;

  constructor(options: RoleLeaseOptions) {
    this.role = options.role;
    this.#options = options;
  }

  /**
   * The role has started here and has not been stopped. The Leases may have expired for a moment: each write checks
   * them and is retried, so that no event is lost.
   */
  get isRunning(): boolean {
    return this.#working;
  }

  /** This process holds every Lease of the role now. */
  get active(): boolean {
    return this.#working && (this.#elector?.isLeading() ?? false);
  }

  /** The holder of one of the Leases, as the election last observed it. */
  get holder(): string | undefined {
    return this.#elector?.status.holder;
  }

  get problem(): string | undefined {
    return this.#elector?.status.problem;
  }

  decision(): RoleDecision {
    const { mode, vendor, operatorConfig } = this.#options;
    return decideRole({
      mode,
      vendor: vendor(),
      operatorConfig: operatorConfig(),
    });
  }

  /** @throws GateClosedError unless every Lease is ours at this moment, and the role may go on. */
  assertHeld(): void {
    if (!this.#elector) {
      throw new GateClosedError(
        `The Leases of the role ${this.role} are not held by this process`,
      );
    }
    this.#elector.writeGate()();
    const obstacle = this.#obstacle();
    if (obstacle !== undefined) {
      throw new GateClosedError(obstacle);
    }
  }

  /**
   * Competes for the Leases while the role may run here. Resolves when the signal aborts and the Leases are released.
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#obstacle() === undefined) {
        await this.#campaign(signal);
      }
      await this.#untilReconsidered(signal);
    }
  }

  /** Why the Leases may not be acquired or kept. A role that has run may continue where it could not start. */
  #obstacle(): string | undefined {
    const decision = this.decision();
    if (decision.candidate) {
      return undefined;
    }
    this.#hasRun &&= decision.keepsRunning !== undefined;
    return this.#hasRun ? undefined : decision.reason;
  }

  async #campaign(signal: AbortSignal): Promise<void> {
    const { client, namespace, identity, resumeOwnHold } = this.#options;
    const { leases, clock, logger, metrics } = this.#options;
    const elector = new LeaderElector({
      client,
      namespace,
      leases,
      identity,
      resumeOwnHold,
      clock,
      logger,
      metrics,
      canAcquire: () => this.#obstacle() === undefined,
    });
    this.#elector = elector;
    const withdrawal = new AbortController();
    const standing = elector.run(AbortSignal.any([signal, withdrawal.signal]), {
      onStarted: work => this.#hold(work),
    });
    const watching = this.#withdrawWhenDue(signal, withdrawal);
    await standing;
    withdrawal.abort();
    await watching;
  }

  async #hold(work: AbortSignal): Promise<void> {
    const { logger, onHeld, drained } = this.#options;
    logger.info(`The role ${this.role} is run by this process`);
    this.#working = true;
    this.#hasRun = true;
    onHeld();
    await aborted(work);
    this.#working = false;
    await drained();
    logger.info(`The role ${this.role} is no longer run by this process`);
  }

  async #withdrawWhenDue(
    signal: AbortSignal,
    withdrawal: AbortController,
  ): Promise<void> {
    const { logger } = this.#options;
    while (!signal.aborted && !withdrawal.signal.aborted) {
      const reason = this.#obstacle();
      if (reason !== undefined) {
        logger.info(`Standing back from the role ${this.role}`, { reason });
        withdrawal.abort();
        return;
      }
      await this.#untilReconsidered(
        AbortSignal.any([signal, withdrawal.signal]),
      );
    }
  }

  /** Waits for a change of the vendor's Deployments, at most a second: Leases also expire without an event. */
  async #untilReconsidered(signal: AbortSignal): Promise<void> {
    const { clock, onVendorChange } = this.#options;
    const changed = new AbortController();
    const unsubscribe = onVendorChange(() => changed.abort());
    await clock.sleep(RECONSIDER_MS, AbortSignal.any([signal, changed.signal]));
    unsubscribe();
  }
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
