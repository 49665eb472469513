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
// The interval while the definitions are not watched.
const POLL_MS = 30_000;
// The interval while they are watched. It bounds the effect of a lost event.
const RELOOK_MS = 30 * 60_000;
// A CRD or its schema may change within a known group.
const FULL_REFRESH_MS = 5 * 60_000;
// The server serves a changed definition a moment later, and several servers do so at different times. The API is
// discovered again after about 0.5, 1, 2, … 32 s.
const FIRST_LOOK_MS = 500;
const SETTLING_MS = 45_000;
// A starting server does not serve its CRDs yet. An API counts as removed only after it has been missing this long.
const LOSS_CONFIRMED_MS = 30_000;

/**
 * Keeps the capabilities of a management cluster up to date: CRDs may be installed, or seem to be removed, at any time.
 * Discovers again after each change of a definition, and every 30 s while the definitions cannot be watched.
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

  /** Why the last discovery failed. */
  get problem(): string | undefined {
    return this.#problem;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const answered = !this.#isDue() || (await this.#discover());
      await this.#rest(answered ? this.#untilNextMs() : RETRY_MS, signal);
    }
  }

  /** To be called when a definition was added, changed or removed, and when it is listed for the first time. */
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

  /** At most 30 s, because whether the definitions are watched is checked at intervals too. */
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
