import { KubeClient } from '../client/KubeClient';
import { Clock, systemClock } from '../clock';
import { ServerGate, WriteGate } from '../gate/ServerGate';
import { LeaseLock } from './LeaseLock';
import { microTime } from './LeaseObject';
import { WatchedLease } from './WatchedLease';
import { Logger, messageOf, silentLogger } from '../logger';
import { Gauge, MetricsRegistry, silentMetrics } from '../metrics';
import {
  GateClosedError,
  isAlreadyExists,
  isConflict,
  isNotFound,
} from '../rest/errors';

/** @public */
export interface LeaderElectorStatus {
  leading: boolean;
  /** The last seen holder of the Lease. */
  holder?: string;
  /** The time of day at which the Lease was last seen to change. */
  observedAt?: number;
  problem?: string;
}

/** @public */
export interface LeaderElectorOptions {
  client: KubeClient;
  namespace: string;
  name: string;
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
  /**
   * The same Lease in a watch: a release is seen at once, and expiry counts from the last change that the watch saw.
   */
  watched?: WatchedLease;
}

/** @public */
export interface LeaderCallbacks {
  /** The work of the leader. It should end soon after the signal aborts; the Lease is held until then. */
  onStarted: (signal: AbortSignal) => Promise<void>;
  onStopped?: () => void;
}

/**
 * Runs work while it holds a Lease. As client-go's LeaderElector, and with the same record, so either implementation
 * can take over from the other.
 *
 * - A Lease is taken only after its record has not changed, as observed here, for the duration that it states.
 * - An absent Lease and one with an empty holder are free.
 * - Without a successful renewal for `renewDeadlineMs` the work stops, before another process may start.
 * - On stop, the work ends first; then the Lease is released.
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
  readonly #lock: LeaseLock;
  readonly #serverGate: ServerGate | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #masterStatus: Gauge;
  #leading = false;
  /** When the last successful write to the Lease started, by both clocks. */
  #renewedAt = { monotonic: 0, wall: 0 };
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
    const { client, namespace, name, watched } = options;
    this.#lock = new LeaseLock({
      client,
      clock,
      ref: { namespace, name },
      // A write that is still under way at the deadline has failed before the Lease expires.
      requestTimeoutMs: (leaseDurationMs - renewDeadlineMs) * 0.8,
      watched,
    });
    this.#serverGate = client.serverGate;
    this.#clock = clock;
    this.#logger = (options.logger ?? silentLogger).child({
      lease: `${namespace}/${name}`,
    });
    // As client-go's.
    this.#masterStatus = (options.metrics ?? silentMetrics).gauge({
      name: 'leader_election_master_status',
      help: 'Whether this process holds the Lease: 1 yes, 0 no.',
      labels: ['name'],
    });
    this.#masterStatus.set(0, { name });
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

  /** A gate that allows writes while this process leads. */
  writeGate(): WriteGate {
    return () => {
      if (!this.isLeading()) {
        throw new GateClosedError(
          `${this.#options.identity} does not hold the Lease ${
            this.#options.name
          }`,
        );
      }
    };
  }

  get status(): LeaderElectorStatus {
    return {
      leading: this.isLeading(),
      holder: this.#lock.observed.holder,
      observedAt: this.#lock.observed.observedAt,
      problem: this.#problem,
    };
  }

  /**
   * Takes part in the election until the signal aborts, and may lead several times. Resolves after the work has ended
   * and the Lease is released. It never rejects.
   */
  async run(signal: AbortSignal, callbacks: LeaderCallbacks): Promise<void> {
    const { retryPeriodMs, watched } = this.#options;
    while (!signal.aborted) {
      const freed = new AbortController();
      const unsubscribe = watched?.onFreed(() => freed.abort());
      const acquired = await this.#attempt(() => this.#acquire());
      if (!acquired) {
        const wake = AbortSignal.any([signal, freed.signal]);
        await this.#clock.sleep(retryPeriodMs, wake);
      }
      unsubscribe?.();
      if (acquired) {
        await this.#lead(signal, callbacks);
        // The pause lets another candidate acquire the Lease that was just released here.
        await this.#clock.sleep(retryPeriodMs, signal);
      }
    }
  }

  async #lead(stop: AbortSignal, callbacks: LeaderCallbacks): Promise<void> {
    this.#logger.info(`${this.#options.identity} leads`);
    this.#masterStatus.set(1, { name: this.#options.name });
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
    const held = await this.#renewUntil(workEnded.signal, work);
    stop.removeEventListener('abort', end);
    work.abort();
    await running;
    if (held) {
      await this.#attempt(() => this.#release());
    }
    this.#leading = false;
    this.#masterStatus.set(0, { name: this.#options.name });
    this.#logger.info(`${this.#options.identity} no longer leads`);
    try {
      callbacks.onStopped?.();
    } catch (error) {
      this.#logger.error(`onStopped failed: ${messageOf(error)}`);
    }
  }

  /** Renews until the work has ended (true) or the Lease is lost (false). */
  async #renewUntil(
    ended: AbortSignal,
    work: AbortController,
  ): Promise<boolean> {
    const { retryPeriodMs } = this.#options;
    for (;;) {
      await this.#clock.sleep(
        Math.min(retryPeriodMs, Math.max(0, this.#msToDeadline())),
        ended,
      );
      if (ended.aborted) {
        return true;
      }
      await this.#attempt(() => this.#renew());
      if (!this.#leading || this.#msToDeadline() <= 0) {
        this.#leading = false;
        this.#logger.warn(
          `The Lease is lost: ${this.#problem ?? 'not renewed in time'}`,
        );
        work.abort(new Error('The Lease is lost'));
        return false;
      }
    }
  }

  #msToDeadline(): number {
    return (
      this.#renewedAt.monotonic +
      this.#options.renewDeadlineMs -
      this.#clock.monotonic()
    );
  }

  async #acquire(): Promise<boolean> {
    const { identity, leaseDurationMs, resumeOwnHold, canAcquire } =
      this.#options;
    await this.#lock.look();
    const resumes = resumeOwnHold && this.#lock.observed.holder === identity;
    if (!resumes && !this.#lock.observed.isFree(leaseDurationMs)) {
      return false;
    }
    if (canAcquire && !(await canAcquire())) {
      return false;
    }
    return this.#hold(true);
  }

  async #renew(): Promise<boolean> {
    try {
      return await this.#hold(false);
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error) && !isAlreadyExists(error)) {
        throw error;
      }
    }
    await this.#lock.look();
    const { holder } = this.#lock.observed;
    if (holder !== undefined && holder !== this.#options.identity) {
      this.#leading = false;
      throw new Error(`${holder} holds the Lease`);
    }
    return this.#hold(false);
  }

  /** Writes the own record, provided that the Lease still has the version last seen. */
  async #hold(acquires: boolean): Promise<boolean> {
    const begunAt = {
      monotonic: this.#clock.monotonic(),
      wall: this.#clock.now(),
    };
    const seen = this.#lock.observed.lease?.spec;
    const now = microTime(begunAt.wall);
    await this.#lock.write({
      holderIdentity: this.#options.identity,
      leaseDurationSeconds: Math.ceil(this.#options.leaseDurationMs / 1000),
      acquireTime: acquires ? now : seen?.acquireTime ?? now,
      renewTime: now,
      leaseTransitions:
        (seen?.leaseTransitions ?? 0) +
        (acquires && seen && seen.holderIdentity !== this.#options.identity
          ? 1
          : 0),
    });
    this.#renewedAt = begunAt;
    this.#leading = true;
    return true;
  }

  async #release(): Promise<boolean> {
    try {
      await this.#releaseHold();
    } catch (error) {
      if (!isConflict(error)) {
        throw error;
      }
      // Somebody wrote to it, for example an annotation; it may still be held here.
      await this.#lock.look();
      if (this.#lock.observed.holder === this.#options.identity) {
        await this.#releaseHold();
      }
    }
    this.#leading = false;
    return true;
  }

  /** As client-go: an empty holder, and a duration of one second for clients that check only the duration. */
  async #releaseHold(): Promise<void> {
    const now = microTime(this.#clock.now());
    await this.#lock.write({
      ...this.#lock.observed.lease?.spec,
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: now,
      renewTime: now,
    });
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
