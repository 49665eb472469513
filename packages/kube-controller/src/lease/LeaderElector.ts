import { KubeClient } from '../client/KubeClient';
import { Clock, systemClock } from '../clock';
import { ServerGate, WriteGate } from '../gate/ServerGate';
import { LeaseLock, LeaseLostError } from './LeaseLock';
import { LeaseSet } from './LeaseSet';
import { WatchedLease } from './WatchedLease';
import { Logger, messageOf, silentLogger } from '../logger';
import { Gauge, MetricsRegistry, silentMetrics } from '../metrics';
import { GateClosedError } from '../rest/errors';

/** What an election knows of its Leases. @public */
export interface LeaderElectorStatus {
  leading: boolean;
  /** The last seen holder of the Lease; of several Leases, another process that holds one comes first. */
  holder?: string;
  /** The time of day at which a Lease was last seen to change. */
  observedAt?: number;
  problem?: string;
}

/** A Lease that an election needs. @public */
export interface ElectedLease {
  name: string;
  /**
   * The same Lease in a watch: a release is seen at once, and expiry counts from the last change that the watch saw.
   */
  watched?: WatchedLease;
}

/** The Leases and times of an election, as client-go's `LeaderElectionConfig`. @public */
export interface LeaderElectorOptions {
  client: KubeClient;
  namespace: string;
  /** In the order in which they are taken. A process leads while it holds all of them, and holds all or none. */
  leases: readonly ElectedLease[];
  identity: string;
  /** How long others wait for a renewal. Default 10 s. */
  leaseDurationMs?: number;
  /** How long leading continues without a successful renewal. Default 7 s. */
  renewDeadlineMs?: number;
  /** Default 2 s. */
  retryPeriodMs?: number;
  clock?: Clock;
  logger?: Logger;
  metrics?: MetricsRegistry;
  /** Called before each attempt to acquire, never before a renewal. */
  canAcquire?: () => boolean | Promise<boolean>;
  /** Take a live Lease with this identity at once. Set it only where the identity is proven exclusive. */
  resumeOwnHold?: boolean;
}

/** What a {@link LeaderElector} calls when it starts and stops leading, as client-go's `LeaderCallbacks`. @public */
export interface LeaderCallbacks {
  /** The work of the leader. It should end soon after the signal aborts; the Lease is held until then. */
  onStarted: (signal: AbortSignal) => Promise<void>;
  onStopped?: () => void;
}

/**
 * Runs work while it holds a Lease, or several as one. As client-go's LeaderElector, and with the same record, so
 * either implementation can take over from the other.
 *
 * - A Lease is taken only after its record has not changed, as observed here, for the duration that it states.
 * - An absent Lease and one with an empty holder are free.
 * - Without a successful renewal for `renewDeadlineMs` the work stops, before another process may start.
 * - When a watch shows that a Lease was deleted or taken, the write gate closes until a renewal succeeds.
 * - On stop, and when one of several Leases is lost, the work ends first; then the Leases held here are released.
 *
 * @public
 */
export class LeaderElector {
  readonly #options: Required<
    Pick<
      LeaderElectorOptions,
      'leaseDurationMs' | 'renewDeadlineMs' | 'retryPeriodMs' | 'clock'
    >
  > &
    LeaderElectorOptions;
  readonly #leases: LeaseSet;
  readonly #serverGate: ServerGate | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #masterStatus: Gauge;
  #leading = false;
  /** When the last successful write to the Lease started, by both clocks. */
  #renewedAt = { monotonic: 0, wall: 0 };
  /** A watch showed that a Lease was deleted or taken, and no renewal has succeeded since. */
  #isDoubted = false;
  #problem: string | undefined;

  constructor(options: LeaderElectorOptions) {
    this.#options = {
      ...options,
      leaseDurationMs: options.leaseDurationMs ?? 10_000,
      renewDeadlineMs: options.renewDeadlineMs ?? 7_000,
      retryPeriodMs: options.retryPeriodMs ?? 2_000,
      clock: options.clock ?? systemClock,
    };
    const { leaseDurationMs, renewDeadlineMs, retryPeriodMs, clock } =
      this.#options;
    if (
      leaseDurationMs <= renewDeadlineMs ||
      renewDeadlineMs <= retryPeriodMs * 1.2
    ) {
      throw new Error(
        'A Lease needs leaseDuration > renewDeadline > 1.2 · retryPeriod',
      );
    }
    const { client, namespace, identity, resumeOwnHold } = options;
    this.#leases = new LeaseSet({
      identity,
      locks: options.leases.map(
        ({ name, watched }) =>
          new LeaseLock({
            client,
            clock,
            ref: { namespace, name },
            identity,
            leaseDurationMs,
            resumeOwnHold,
            // A write that is still under way at the deadline has failed before the Lease expires.
            requestTimeoutMs: (leaseDurationMs - renewDeadlineMs) * 0.8,
            watched,
          }),
      ),
    });
    this.#serverGate = client.serverGate;
    this.#clock = clock;
    this.#logger = (options.logger ?? silentLogger).child({
      lease: this.#leases.names.map(name => `${namespace}/${name}`).join(', '),
    });
    // As client-go's.
    this.#masterStatus = (options.metrics ?? silentMetrics).gauge({
      name: 'leader_election_master_status',
      help: 'Whether this process holds the Lease: 1 yes, 0 no.',
      labels: ['name'],
    });
    this.#measure(0);
  }

  /**
   * Whether this process holds the Lease now. False as soon as either clock shows that the renew deadline has passed,
   * also right after the process or the machine was suspended.
   */
  isLeading(): boolean {
    const { renewDeadlineMs } = this.#options;
    return (
      this.#leading &&
      this.#clock.monotonic() - this.#renewedAt.monotonic < renewDeadlineMs &&
      this.#clock.now() - this.#renewedAt.wall < renewDeadlineMs
    );
  }

  /** A gate that allows writes while this process leads and no watch shows that it lost a Lease. */
  writeGate(): WriteGate {
    return () => {
      if (!this.isLeading() || this.#isDoubted) {
        throw new GateClosedError(
          `${
            this.#options.identity
          } does not hold the Lease ${this.#leases.names.join(' and ')}`,
        );
      }
    };
  }

  get status(): LeaderElectorStatus {
    return {
      leading: this.isLeading(),
      holder: this.#leases.holder,
      observedAt: this.#leases.observedAt,
      problem: this.#problem,
    };
  }

  /**
   * Takes part in the election until the signal aborts, and may lead several times. Resolves after the work has ended
   * and the Lease is released. It never rejects.
   */
  async run(signal: AbortSignal, callbacks: LeaderCallbacks): Promise<void> {
    const { retryPeriodMs } = this.#options;
    while (!signal.aborted) {
      const freed = new AbortController();
      const unsubscribe = this.#leases.onFreed(() => freed.abort());
      const acquired = await this.#attempt(() => this.#acquire());
      if (!acquired) {
        const wake = AbortSignal.any([signal, freed.signal]);
        await this.#clock.sleep(retryPeriodMs, wake);
      }
      unsubscribe();
      if (acquired) {
        await this.#lead(signal, callbacks);
        // The pause lets another candidate acquire the Lease that was just released here.
        await this.#clock.sleep(retryPeriodMs, signal);
      }
    }
  }

  async #lead(stop: AbortSignal, callbacks: LeaderCallbacks): Promise<void> {
    this.#logger.info(`${this.#options.identity} leads`);
    this.#measure(1);
    const work = new AbortController();
    const workEnded = new AbortController();
    const end = () => work.abort();
    stop.addEventListener('abort', end);
    if (stop.aborted) {
      end();
    }
    const running = Promise.resolve()
      .then(() => callbacks.onStarted(work.signal))
      .then(
        // A leader whose work returned early keeps the Lease, as client-go's does.
        () => whenAborted(work.signal),
        error => {
          this.#problem = messageOf(error);
          this.#logger.error(`The work of the leader failed: ${this.#problem}`);
        },
      )
      .finally(() => workEnded.abort());
    await this.#renewUntil(workEnded.signal, work);
    stop.removeEventListener('abort', end);
    work.abort();
    await running;
    await this.#attempt(async () => {
      await this.#leases.release();
      return true;
    });
    this.#leading = false;
    this.#measure(0);
    this.#logger.info(`${this.#options.identity} no longer leads`);
    try {
      callbacks.onStopped?.();
    } catch (error) {
      this.#logger.error(`onStopped failed: ${messageOf(error)}`);
    }
  }

  /** Renews until the work has ended or a Lease is lost; a loss ends the work. */
  async #renewUntil(ended: AbortSignal, work: AbortController): Promise<void> {
    const { retryPeriodMs } = this.#options;
    let doubts = new AbortController();
    const unsubscribe = this.#leases.onTaken(() => {
      this.#isDoubted = true;
      doubts.abort();
    });
    this.#isDoubted = false;
    for (;;) {
      await this.#clock.sleep(
        Math.min(retryPeriodMs, Math.max(0, this.#msToDeadline())),
        AbortSignal.any([ended, doubts.signal]),
      );
      if (ended.aborted) {
        break;
      }
      // A renewal confirms the lease against reports from before it, not against those that arrive during it.
      doubts = new AbortController();
      if (await this.#attempt(() => this.#renew())) {
        this.#isDoubted = doubts.signal.aborted;
      }
      if (!this.#leading || this.#msToDeadline() <= 0) {
        this.#leading = false;
        this.#logger.warn(
          `The Lease is lost: ${this.#problem ?? 'not renewed in time'}`,
        );
        work.abort(new Error('The Lease is lost'));
        break;
      }
    }
    unsubscribe();
  }

  #msToDeadline(): number {
    return (
      this.#renewedAt.monotonic +
      this.#options.renewDeadlineMs -
      this.#clock.monotonic()
    );
  }

  async #acquire(): Promise<boolean> {
    const { canAcquire } = this.#options;
    if (!(await this.#leases.look())) {
      return false;
    }
    if (canAcquire && !(await canAcquire())) {
      return false;
    }
    return this.#hold(() => this.#leases.take());
  }

  async #renew(): Promise<boolean> {
    try {
      return await this.#hold(() => this.#leases.renew());
    } catch (error) {
      if (error instanceof LeaseLostError) {
        this.#leading = false;
      }
      throw error;
    }
  }

  async #hold(write: () => Promise<void>): Promise<boolean> {
    const begunAt = {
      monotonic: this.#clock.monotonic(),
      wall: this.#clock.now(),
    };
    await write();
    this.#renewedAt = begunAt;
    this.#leading = true;
    return true;
  }

  #measure(leading: 0 | 1): void {
    for (const name of this.#leases.names) {
      this.#masterStatus.set(leading, { name });
    }
  }

  /** Runs a step. A failure is recorded as the problem and counts as false. */
  async #attempt(step: () => Promise<boolean>): Promise<boolean> {
    try {
      const result = await step();
      this.#problem = undefined;
      this.#serverGate?.reportSuccess();
      return result;
    } catch (error) {
      // While no events arrive, these are the only requests, so they detect an unreachable server first.
      this.#serverGate?.reportFailure(error);
      this.#problem = messageOf(error);
      this.#logger.debug(`The Lease: ${this.#problem}`);
      return false;
    }
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
    } else {
      signal.addEventListener('abort', () => resolve(), { once: true });
    }
  });
}
