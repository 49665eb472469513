import { KubeClient } from '../client/KubeClient';
import { Clock } from '../clock';
import { LeaseObject } from './LeaseObject';
import { ObservedLease } from './ObservedLease';
import { WatchedLease } from './WatchedLease';
import { ObjectRef } from '../objects/KubeObject';
import { CORE_RESOURCES, apiVersionOf } from '../objects/ResourceType';
import { isNotFound } from '../rest/errors';

export interface LeaseLockOptions {
  client: KubeClient;
  clock: Clock;
  ref: ObjectRef;
  requestTimeoutMs: number;
  watched?: WatchedLease;
}

/**
 * Reads the Lease, and writes it with the version last read as a precondition. As client-go's LeaseLock. Requests are
 * urgent and pass no gate, since gates depend on them.
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

  /** Rejects with a conflict where somebody else wrote since the last read. */
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
