import { mayBeThePath } from './ProbeResult';
import type { TenantWatch } from './TenantWatch';

const FEWEST_TENANTS = 3;
const SAMPLE = 8;

/** What the guard looks at of a tenant. */
export type GuardedTenant = Pick<
  TenantWatch,
  'observation' | 'missing' | 'look' | 'probeNow'
>;

/**
 * Tells a dead tenant from a dead way to all of them: when more than half of at least three tenants are gone at once,
 * the way is the suspect, and no tenant is called unhealthy for it.
 */
export class PathGuard {
  readonly #watches: () => Iterable<GuardedTenant>;
  readonly #onChange: (inDoubt: boolean) => void;
  readonly #random: () => number;
  #inDoubt = false;
  #checking?: Promise<boolean>;

  constructor(options: {
    watches: () => Iterable<GuardedTenant>;
    onChange: (inDoubt: boolean) => void;
    /** 0 ≤ x < 1. */
    random: () => number;
  }) {
    this.#watches = options.watches;
    this.#onChange = options.onChange;
    this.#random = options.random;
  }

  get inDoubt(): boolean {
    return this.#inDoubt;
  }

  /** A healthy tenant has missed twice. Looks at others at once, since their own turn may be seconds away. */
  async suspect(watch: GuardedTenant): Promise<boolean> {
    if (this.#inDoubt) {
      return true;
    }
    this.#checking ??= this.#check(watch).finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  /** A tenant answered: the way may be back. */
  hit(): void {
    if (!this.#inDoubt) {
      return;
    }
    const known = this.#healthy();
    const missing = known.filter(({ missing: gone }) => gone).length;
    if (missing * 2 <= known.length) {
      this.#set(false);
      for (const watch of known.filter(({ missing: gone }) => gone)) {
        watch.probeNow();
      }
    }
  }

  async #check(watch: GuardedTenant): Promise<boolean> {
    const others = this.#healthy().filter(other => other !== watch);
    if (others.length + 1 < FEWEST_TENANTS) {
      return false;
    }
    const sample = this.#sampleOf(others);
    const results = await Promise.all(sample.map(other => other.look()));
    const gone = 1 + results.filter(mayBeThePath).length;
    if (gone * 2 > sample.length + 1) {
      this.#set(true);
      return true;
    }
    return false;
  }

  /** Another one each time: a few that are gone for good must not speak for all others again and again. */
  #sampleOf(watches: GuardedTenant[]): GuardedTenant[] {
    const rest = [...watches];
    const sample: GuardedTenant[] = [];
    while (rest.length > 0 && sample.length < SAMPLE) {
      sample.push(...rest.splice(Math.floor(this.#random() * rest.length), 1));
    }
    return sample;
  }

  #healthy(): GuardedTenant[] {
    return [...this.#watches()].filter(
      ({ observation }) => observation.health === 'healthy',
    );
  }

  #set(inDoubt: boolean): void {
    this.#inDoubt = inDoubt;
    this.#onChange(inDoubt);
  }
}
