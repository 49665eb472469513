import { KubeClient } from '../client';
import { Clock } from '../clock';
import { apiVersionOf, CORE_RESOURCES, ObjectRef } from '../objects';
import { isNotFound } from '../rest';
import { LeaseObject } from './LeaseObject';
import { ObservedLease } from './ObservedLease';
import { WatchedLease } from './WatchedLease';

export interface LeaseLockOptions {
  client: KubeClient;
  clock: Clock;
  ref: ObjectRef;
  requestTimeoutMs: number;
  watched?: WatchedLease;
}

/**
 * The Lease itself: read, and written over what was last read and only over that. As client-go's LeaseLock. Requests
 * are urgent and ask no gate: they are what the gates are made of.
 */
export class LeaseLock {
  readonly observed: ObservedLease;
  readonly #client: KubeClient;
  readonly #ref: ObjectRef;
  readonly #watched: WatchedLease | undefined;
  readonly #request: { timeoutMs: number; urgent: true };

  constructor(options: LeaseLockOptions) {
    this.observed = new ObservedLease(options.clock);
    this.#client = options.client.withOptions({
      writeGate: undefined,
      serverGate: undefined,
      onWritten: undefined,
    });
    this.#ref = options.ref;
    this.#watched = options.watched;
    this.#request = { timeoutMs: options.requestTimeoutMs, urgent: true };
  }

  /** Reads the Lease into `observed`; an absent one is free. */
  async look(): Promise<void> {
    try {
      const lease = await this.#client.get<LeaseObject>(
        CORE_RESOURCES.leases,
        this.#ref,
        this.#request,
      );
      this.observed.see(lease, this.#watched?.shownSince(lease));
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
      this.observed.see(undefined);
    }
  }

  /** Rejects with a conflict where somebody else wrote since we looked. */
  async write(spec: LeaseObject['spec']): Promise<void> {
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
      this.#ref,
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
        metadata: this.#ref,
        spec,
      },
      this.#request,
    );
  }
}
