import { CONTROLLER_ROLES } from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Clock,
  KubeClient,
  LeaseObject,
  ObservedLease,
  holderOf,
  isConflict,
  isNotFound,
} from '@dpf-portal/kube-controller';
import {
  CONTROLLERS_LEASE,
  HANDED_BACK_ANNOTATION,
  VENDOR_ROLES,
} from '@dpf-portal/dpf-world';
import { HandBackReport } from './HandBackReport';

const LOOK_EVERY_MS = 500;
/** The duration of a Lease that has none. */
const USUAL_DURATION_MS = 15_000;

const ROLE_LEASES = CONTROLLER_ROLES.flatMap(role => VENDOR_ROLES[role].leases);

/** The Leases that this project's controllers hold, seen by another process. */
export class OwnLeases {
  readonly #client: KubeClient;
  readonly #namespace: string;
  readonly #clock: Clock;

  constructor(options: {
    client: KubeClient;
    namespace: string;
    clock: Clock;
  }) {
    this.#client = options.client;
    this.#namespace = options.namespace;
    this.#clock = options.clock;
  }

  /** Reads every Lease. Call it before `announce`: the holder may release its Leases at once. */
  async observe(): Promise<ReadonlyMap<string, ObservedLease>> {
    const observed = [...ROLE_LEASES, CONTROLLERS_LEASE].map(
      async (name): Promise<[string, ObservedLease]> => [
        name,
        await this.#look(name, new ObservedLease(this.#clock)),
      ],
    );
    return new Map(await Promise.all(observed));
  }

  /**
   * Makes the leader, and every later one, release everything; `false` lets them lead again. Does nothing if none of
   * this project's controllers ever led.
   *
   * @returns who leads now.
   */
  async announce(handedBack: boolean): Promise<string | undefined> {
    const at = new Date(this.#clock.now()).toISOString();
    try {
      const own = await this.#client.mergePatch<LeaseObject>(
        CORE_RESOURCES.leases,
        { namespace: this.#namespace, name: CONTROLLERS_LEASE },
        {
          metadata: {
            annotations: { [HANDED_BACK_ANNOTATION]: handedBack ? at : null },
          },
        },
      );
      return holderOf(own);
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Waits until the holder has released its Leases. A Lease that is no longer renewed is released for its holder, but
   * only after its own duration has passed, so never while its holder may still write.
   *
   * @param observed - the Leases as they were before the hand-back was announced.
   */
  async released(
    observed: ReadonlyMap<string, ObservedLease>,
    holder: string,
    timeoutMs: number,
  ): Promise<Pick<HandBackReport, 'released' | 'held'>> {
    const deadline = this.#clock.monotonic() + timeoutMs;
    const watched = new Map(
      [...observed].filter(([, seen]) => seen.holder === holder),
    );
    const released: HandBackReport['released'] = [];
    while (watched.size > 0) {
      for (const [name, seen] of [...watched]) {
        await this.#look(name, seen);
        const how = await this.#how(name, seen, holder);
        if (how) {
          watched.delete(name);
          released.push({ lease: name, how });
        }
      }
      if (watched.size === 0 || this.#clock.monotonic() >= deadline) {
        break;
      }
      await this.#clock.sleep(LOOK_EVERY_MS);
    }
    return { released, held: [...watched.keys()] };
  }

  /**
   * Whether a process only waits until the hand-back is undone: it lets them lead for a moment. Who takes the Lease then
   * is made to release it, and the hand-back holds again.
   *
   * @returns who took it; `undefined`: nobody, or the management cluster was not handed back.
   */
  async whoWaits(waitMs: number): Promise<string | undefined> {
    const before = (await this.observe()).get(CONTROLLERS_LEASE);
    const { annotations } = before?.lease?.metadata ?? {};
    if (before?.holder || !annotations?.[HANDED_BACK_ANNOTATION]) {
      return undefined;
    }
    const deadline = this.#clock.monotonic() + waitMs;
    try {
      let holder = await this.announce(false);
      while (!holder && this.#clock.monotonic() < deadline) {
        await this.#clock.sleep(LOOK_EVERY_MS);
        const now = new ObservedLease(this.#clock);
        ({ holder } = await this.#look(CONTROLLERS_LEASE, now));
      }
      return holder;
    } finally {
      const observed = await this.observe();
      const holder = await this.announce(true);
      if (holder) {
        await this.released(observed, holder, waitMs);
      }
    }
  }

  async #how(
    name: string,
    seen: ObservedLease,
    holder: string,
  ): Promise<HandBackReport['released'][number]['how'] | undefined> {
    if (seen.holder !== holder) {
      return 'by its holder';
    }
    return seen.isFree(USUAL_DURATION_MS) && (await this.#release(name, seen))
      ? 'in its place'
      : undefined;
  }

  async #look(name: string, seen: ObservedLease): Promise<ObservedLease> {
    try {
      seen.see(
        await this.#client.get<LeaseObject>(CORE_RESOURCES.leases, {
          namespace: this.#namespace,
          name,
        }),
      );
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
      seen.see(undefined);
    }
    return seen;
  }

  async #release(name: string, seen: ObservedLease): Promise<boolean> {
    const { uid, resourceVersion } = seen.lease?.metadata ?? {};
    try {
      await this.#client.mergePatch(
        CORE_RESOURCES.leases,
        { namespace: this.#namespace, name },
        {
          metadata: { uid, resourceVersion },
          spec: { holderIdentity: '', leaseDurationSeconds: 1 },
        },
      );
      return true;
    } catch (error) {
      if (isConflict(error)) {
        // Its holder still renews it, or another process acquired it.
        return false;
      }
      throw error;
    }
  }
}
