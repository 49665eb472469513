import { KubeClient } from '../client/KubeClient';
import { Clock } from '../clock';
import { LeaseObject, microTime } from './LeaseObject';
import { ObservedLease } from './ObservedLease';
import { WatchedLease } from './WatchedLease';
import { ObjectRef } from '../objects/KubeObject';
import { CORE_RESOURCES, apiVersionOf } from '../objects/ResourceType';
import { isAlreadyExists, isConflict, isNotFound } from '../rest/errors';

export interface LeaseLockOptions {
  client: KubeClient;
  clock: Clock;
  ref: ObjectRef;
  identity: string;
  leaseDurationMs: number;
  requestTimeoutMs: number;
  /** Take a live Lease with this identity at once. */
  resumeOwnHold?: boolean;
  watched?: WatchedLease;
}

/** Another process holds a Lease that was held here. */
export class LeaseLostError extends Error {
  readonly name = 'LeaseLostError';
}

/**
 * Reads, takes, renews and releases one Lease. Each write has the version last read as a precondition. As client-go's
 * LeaseLock. Requests are urgent and pass no gate, since gates depend on them.
 */
export class LeaseLock {
  readonly name: string;
  readonly observed: ObservedLease;
  readonly #options: LeaseLockOptions;
  readonly #client: KubeClient;
  readonly #request: { timeoutMs: number; urgent: true };

  constructor(options: LeaseLockOptions) {
    this.name = options.ref.name;
    this.observed = new ObservedLease(options.clock);
    this.#options = options;
    this.#client = options.client.withOptions({
      writeGate: undefined,
      serverGate: undefined,
      onWritten: undefined,
    });
    this.#request = { timeoutMs: options.requestTimeoutMs, urgent: true };
  }

  get watched(): WatchedLease | undefined {
    return this.#options.watched;
  }

  /** Whether the record last read or written names this identity. */
  get isOurs(): boolean {
    return this.observed.holder === this.#options.identity;
  }

  /** Whether the Lease as last read may be taken now. */
  get isFree(): boolean {
    const { resumeOwnHold, leaseDurationMs } = this.#options;
    return (
      (Boolean(resumeOwnHold) && this.isOurs) ||
      this.observed.isFree(leaseDurationMs)
    );
  }

  /** Reads the Lease into `observed`; an absent one is free. */
  async look(): Promise<void> {
    try {
      const lease = await this.#client.get<LeaseObject>(
        CORE_RESOURCES.leases,
        this.#options.ref,
        this.#request,
      );
      this.observed.see(lease, this.watched?.shownSince(lease));
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
      this.observed.see(undefined);
    }
  }

  /** Rejects with a conflict where somebody else wrote since the last read. */
  async take(): Promise<void> {
    await this.#hold(true);
  }

  /** @throws LeaseLostError where another process holds it. */
  async renew(): Promise<void> {
    try {
      await this.#hold(false);
      return;
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error) && !isAlreadyExists(error)) {
        throw error;
      }
    }
    await this.look();
    const { holder } = this.observed;
    if (holder !== undefined && !this.isOurs) {
      throw new LeaseLostError(`${holder} holds the Lease ${this.name}`);
    }
    await this.#hold(false);
  }

  /** Does nothing where the Lease is not held here. */
  async release(): Promise<void> {
    if (!this.isOurs) {
      return;
    }
    try {
      await this.#releaseHold();
    } catch (error) {
      if (!isConflict(error)) {
        throw error;
      }
      // Somebody wrote to it, for example an annotation; it may still be held here.
      await this.look();
      if (this.isOurs) {
        await this.#releaseHold();
      }
    }
  }

  async #hold(acquires: boolean): Promise<void> {
    const { identity, leaseDurationMs, clock } = this.#options;
    const seen = this.observed.lease?.spec;
    const now = microTime(clock.now());
    await this.#write({
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(leaseDurationMs / 1000),
      acquireTime: acquires ? now : seen?.acquireTime ?? now,
      renewTime: now,
      leaseTransitions:
        (seen?.leaseTransitions ?? 0) +
        (acquires && seen && seen.holderIdentity !== identity ? 1 : 0),
    });
  }

  /** As client-go: an empty holder, and a duration of one second for clients that check only the duration. */
  async #releaseHold(): Promise<void> {
    const now = microTime(this.#options.clock.now());
    await this.#write({
      ...this.observed.lease?.spec,
      holderIdentity: '',
      leaseDurationSeconds: 1,
      acquireTime: now,
      renewTime: now,
    });
  }

  async #write(spec: LeaseObject['spec']): Promise<void> {
    const seen = this.observed.lease;
    this.observed.see(
      seen ? await this.#replace(seen, spec) : await this.#create(spec),
    );
  }

  async #replace(
    { metadata: { uid, resourceVersion } }: LeaseObject,
    spec: LeaseObject['spec'],
  ): Promise<LeaseObject> {
    return await this.#client.mergePatch(
      CORE_RESOURCES.leases,
      this.#options.ref,
      { metadata: { uid, resourceVersion }, spec },
      this.#request,
    );
  }

  async #create(spec: LeaseObject['spec']): Promise<LeaseObject> {
    const { leases } = CORE_RESOURCES;
    return await this.#client.create(
      leases,
      {
        apiVersion: apiVersionOf(leases),
        kind: leases.kind,
        metadata: this.#options.ref,
        spec,
      },
      this.#request,
    );
  }
}
