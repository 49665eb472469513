import { Clock, Discovery, Logger } from '@dpf-portal/kube-controller';
import {
  DiscoveredApis,
  discoverCapabilities,
  discoverySignature,
} from './discoverCapabilities';

const RETRY_MS = 1_000;
const REFRESH_MS = 30_000;
// A CRD or its schema may change within a group that is known.
const FULL_REFRESH_MS = 5 * 60_000;
// A server that is starting does not serve its CRDs yet: what is gone must stay gone this long to be believed.
const LOSS_CONFIRMED_MS = 30_000;

/** Keeps what a management cluster offers up to date: CRDs may be installed while we run, and may seem to go. */
export class CapabilityWatch {
  readonly #discovery: Discovery;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #onChange: (found: DiscoveredApis) => void;
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
    onChange: (found: DiscoveredApis) => void;
  }) {
    this.#discovery = options.discovery;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#onChange = options.onChange;
  }

  /** `undefined` until the server has answered once. */
  get current(): DiscoveredApis | undefined {
    return this.#current;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const found = await this.#discover();
      await this.#clock.sleep(found ? REFRESH_MS : RETRY_MS, signal);
    }
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
      this.#problem = undefined;
      return true;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
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
  ];
  return all.map(({ group, plural }) => `${plural}.${group}`);
}

function hasLost(before: DiscoveredApis, after: DiscoveredApis): boolean {
  const left = new Set(namesOf(after));
  return namesOf(before).some(name => !left.has(name));
}
