import {
  ControllerRole,
  RoleMode,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  Clock,
  GateClosedError,
  KubeClient,
  LeaderElector,
  Logger,
  MetricsRegistry,
  WatchedLease,
} from '@dpf-portal/kube-controller';
import { VendorRole } from '../managementCluster/VendorWatch';
import { VENDOR_ROLES } from '../managementCluster/vendorRoles';
import { RoleDecision, decideRole } from './decideRole';

const RECONSIDER_MS = 1_000;

export interface RoleLeaseOptions {
  role: ControllerRole;
  mode: RoleMode;
  client: KubeClient;
  namespace: string;
  identity: string;
  /** The identity is proven to be this process's alone. */
  resumeOwnHold: boolean;
  vendor: () => VendorRole;
  /** The role's Lease in a watch: it is observed from the start, not only from when this process may take it. */
  watched?: WatchedLease;
  clock: Clock;
  logger: Logger;
  metrics: MetricsRegistry;
  /** The role has become ours. */
  onHeld: () => void;
  /** Resolves when no write of the role is under way any more; the Lease is held until then. */
  drained: () => Promise<void>;
}

/** Holds the vendor's own Lease of a role while the role is to be ours, so that there are never two writers. */
export class RoleLease {
  readonly role: ControllerRole;
  readonly #options: RoleLeaseOptions;
  #elector?: LeaderElector;
  #working = false;

  constructor(options: RoleLeaseOptions) {
    this.role = options.role;
    this.#options = options;
  }

  /** New work of this role may be begun. */
  get active(): boolean {
    return this.#working && (this.#elector?.isLeading() ?? false);
  }

  /** Who holds the Lease, as last seen by the election. */
  get holder(): string | undefined {
    return this.#elector?.status.holder;
  }

  get problem(): string | undefined {
    return this.#elector?.status.problem;
  }

  decision(): RoleDecision {
    const { role, mode, identity } = this.#options;
    const vendor = this.#options.vendor();
    // Our own Lease may not have been seen in our name yet.
    const holderIsOurs = vendor.holderIsOurs || vendor.holder === identity;
    return decideRole(role, mode, { ...vendor, holderIsOurs });
  }

  /** @throws GateClosedError unless the Lease is ours at this moment. */
  assertHeld(): void {
    if (!this.#elector?.isLeading()) {
      throw new GateClosedError(
        `The Lease of the role ${this.role} is not held by this process`,
      );
    }
  }

  /** A candidate for as long as that is right; resolves when the signal aborts and the Lease is released. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      if (this.decision().candidate) {
        await this.#stand(signal);
      }
      await clock.sleep(RECONSIDER_MS, signal);
    }
  }

  async #stand(signal: AbortSignal): Promise<void> {
    const { role, client, namespace, identity, resumeOwnHold } = this.#options;
    const { watched, clock, logger, metrics } = this.#options;
    const elector = new LeaderElector({
      client,
      namespace,
      name: VENDOR_ROLES[role].lease,
      identity,
      resumeOwnHold,
      watched,
      clock,
      logger,
      metrics,
      canAcquire: () => this.decision().candidate,
    });
    this.#elector = elector;
    const withdrawal = new AbortController();
    const standing = elector.run(AbortSignal.any([signal, withdrawal.signal]), {
      onStarted: work => this.#hold(work),
    });
    const watching = this.#withdrawWhenTold(signal, withdrawal);
    await standing;
    withdrawal.abort();
    await watching;
  }

  async #hold(work: AbortSignal): Promise<void> {
    const { logger, onHeld, drained } = this.#options;
    logger.info(`The role ${this.role} is run by this process`);
    this.#working = true;
    onHeld();
    await aborted(work);
    this.#working = false;
    await drained();
    logger.info(`The role ${this.role} is no longer run by this process`);
  }

  async #withdrawWhenTold(
    signal: AbortSignal,
    withdrawal: AbortController,
  ): Promise<void> {
    const { clock, logger } = this.#options;
    while (!signal.aborted && !withdrawal.signal.aborted) {
      const decision = this.decision();
      if (!decision.candidate) {
        logger.info(`Standing back from the role ${this.role}`, {
          reason: decision.reason,
        });
        withdrawal.abort();
        return;
      }
      await clock.sleep(
        RECONSIDER_MS,
        AbortSignal.any([signal, withdrawal.signal]),
      );
    }
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
