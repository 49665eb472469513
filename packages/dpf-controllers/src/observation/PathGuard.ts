import { mayBeThePath } from './ProbeResult';
import type { TenantWatch } from './TenantWatch';

const FEWEST_TENANTS = 3;
const SAMPLE = 8;

/**
 * Tells a dead tenant from a dead way to all of them: when more than half of at least three tenants are gone at once,
 * the way is the suspect, and no tenant is called unhealthy for it.
 */
export class PathGuard {
  readonly #watches: () => Iterable<TenantWatch>;
  readonly #onChange: (inDoubt: boolean) => void;
  #inDoubt = false;
  #checking?: Promise<boolean>;

  constructor(options: {
    watches: () => Iterable<TenantWatch>;
    onChange: (inDoubt: boolean) => void;
  }) {
    this.#watches = options.watches;
    this.#onChange = options.onChange;
  }

  get inDoubt(): boolean {
    return this.#inDoubt;
  }

  /** A healthy tenant has missed twice. Looks at others at once, since their own turn may be seconds away. */
  async suspect(watch: TenantWatch): Promise<boolean> {
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

  async #check(watch: TenantWatch): Promise<boolean> {
    const others = this.#healthy().filter(other => other !== watch);
    if (others.length + 1 < FEWEST_TENANTS) {
      return false;
    }
    const sample = others.slice(0, SAMPLE);
    const results = await Promise.all(sample.map(other => other.look()));
    const gone = 1 + results.filter(mayBeThePath).length;
    if (gone * 2 > sample.length + 1) {
      this.#set(true);
      return true;
    }
    return false;
  }

  #healthy(): TenantWatch[] {
    return [...this.#watches()].filter(
      ({ observation }) => observation.health === 'healthy',
    );
  }

  #set(inDoubt: boolean): void {
    this.#inDoubt = inDoubt;
    this.#onChange(inDoubt);
  }
}
