import {
  Clock,
  Discovery,
  Logger,
  messageOf,
} from '@dpf-portal/kube-controller';
import {
  DiscoveredApis,
  discoverCapabilities,
  discoverySignature,
} from './discoverCapabilities';

const RETRY_MS = 1_000;
// Without a watch on the definitions.
const POLL_MS = 30_000;
// With it: a bound for what a lost event can do.
const RELOOK_MS = 30 * 60_000;
// A CRD or its schema may change within a group that is known.
const FULL_REFRESH_MS = 5 * 60_000;
// What a changed definition means is served a moment later, and by several servers not at once: looked at after about
// 0.5, 1, 2, … 32 s.
const FIRST_LOOK_MS = 500;
const SETTLING_MS = 45_000;
// A server that is starting does not serve its CRDs yet: what is gone must stay gone this long to be believed.
const LOSS_CONFIRMED_MS = 30_000;

/**
 * Keeps what a management cluster offers up to date: CRDs may be installed while we run, and may seem to go. Asks when
 * it is told that one has changed, and every half a minute for as long as nobody would tell.
 */
export class CapabilityWatch {
  readonly #discovery: Discovery;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #onChange: (found: DiscoveredApis) => void;
  readonly #definitions: { readonly complete: boolean };
  #endRest = () => {};
  #changedAt = -Infinity;
  #askedAt = -Infinity;
  #current?: DiscoveredApis;
  #found = '';
  #groups = '';
  #fullAt = -Infinity;
  #lossSince?: number;
  #problem?: string;

  constructor(options: {
    discovery: Discovery;
    clock: Clock;
    logger: Logger;
    /** `complete`: `definitionChanged` is called for every change. */
    definitions: { readonly complete: boolean };
    onChange: (found: DiscoveredApis) => void;
  }) {
    this.#discovery = options.discovery;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#definitions = options.definitions;
    this.#onChange = options.onChange;
  }

  /** `undefined` until the server has answered once. */
  get current(): DiscoveredApis | undefined {
    return this.#current;
  }

  /** Why the server could not be asked the last time. */
  get problem(): string | undefined {
    return this.#problem;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const answered = !this.#isDue() || (await this.#discover());
      await this.#rest(answered ? this.#untilNextMs() : RETRY_MS, signal);
    }
  }

  /** A definition was installed, changed or removed, or is heard of for the first time. */
  definitionChanged(): void {
    this.#changedAt = this.#clock.monotonic();
    this.#endRest();
  }

  #isDue(): boolean {
    const now = this.#clock.monotonic();
    const sinceChange = now - this.#changedAt;
    const settling = sinceChange >= FIRST_LOOK_MS && sinceChange < SETTLING_MS;
    return settling || now - this.#askedAt >= this.#intervalMs();
  }

  #intervalMs(): number {
    const relyOnWatch =
      this.#definitions.complete && this.#lossSince === undefined;
    return relyOnWatch ? RELOOK_MS : POLL_MS;
  }

  /** Half a minute at most: whether the definitions are watched is to be asked now and then. */
  #untilNextMs(): number {
    const sinceChange = this.#clock.monotonic() - this.#changedAt;
    return Math.min(POLL_MS, Math.max(FIRST_LOOK_MS, sinceChange));
  }

  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    const rest = new AbortController();
    this.#endRest = () => rest.abort();
    await this.#clock.sleep(ms, AbortSignal.any([signal, rest.signal]));
  }

  async #discover(): Promise<boolean> {
    try {
      const now = this.#clock.monotonic();
      const groups = await discoverySignature(this.#discovery);
      const due =
        groups !== this.#groups ||
        this.#lossSince !== undefined ||
        now - this.#fullAt >= FULL_REFRESH_MS;
      if (due) {
        const found = await discoverCapabilities(this.#discovery);
        if (!this.#isDoubtful(found, now)) {
          this.#follow(found);
          this.#groups = groups;
          this.#fullAt = now;
        }
      }
      this.#askedAt = now;
      this.#problem = undefined;
      return true;
    } catch (error) {
      const problem = messageOf(error);
      if (problem !== this.#problem) {
        this.#problem = problem;
        this.#logger.warn('Discovery failed; trying again', { problem });
      }
      return false;
    }
  }

  #isDoubtful(found: DiscoveredApis, now: number): boolean {
    if (!this.#current || !hasLost(this.#current, found)) {
      this.#lossSince = undefined;
      return false;
    }
    this.#lossSince ??= now;
    return now - this.#lossSince < LOSS_CONFIRMED_MS;
  }

  #follow(found: DiscoveredApis): void {
    const signature = JSON.stringify(found);
    this.#current = found;
    if (signature !== this.#found) {
      this.#found = signature;
      this.#onChange(found);
    }
  }
}

function namesOf(apis: DiscoveredApis): string[] {
  const all = [
    ...apis.clusters,
    ...apis.dpus,
    ...(apis.tenantControlPlanes ? [apis.tenantControlPlanes] : []),
    ...(apis.dataStores ? [apis.dataStores] : []),
    ...(apis.operatorConfigs ? [apis.operatorConfigs] : []),
  ];
  return all.map(({ group, plural }) => `${plural}.${group}`);
}

function hasLost(before: DiscoveredApis, after: DiscoveredApis): boolean {
  const left = new Set(namesOf(after));
  return namesOf(before).some(name => !left.has(name));
}
