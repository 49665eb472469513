import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';

/** At a first start, groups are added to the catalog after this plugin has started. */
const LOOKS_BEFORE_MISSING = 3;

/**
 * Which owners of DPU clusters the catalog has. The answers are those of the last look, because findings are computed
 * often and at once.
 */
export class CatalogOwners {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  readonly #logger: LoggerService;
  /** Owners that somebody asked for since the last look. */
  readonly #asked = new Set<string>();
  /** How many looks in a row did not find an owner. */
  readonly #missed = new Map<string, number>();

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
    logger: LoggerService;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#logger = options.logger;
  }

  /** `undefined` until enough looks agree. */
  has(owner: string): boolean | undefined {
    this.#asked.add(owner);
    const missed = this.#missed.get(owner);
    if (missed === 0) {
      return true;
    }
    return (missed ?? 0) < LOOKS_BEFORE_MISSING ? undefined : false;
  }

  /** Asks the catalog for the owners that were asked for since the last look. A catalog that fails changes no answer. */
  async look(): Promise<void> {
    const owners = [...this.#asked];
    if (!owners.length) {
      return;
    }
    try {
      const { items } = await this.#catalog.getEntitiesByRefs(
        { entityRefs: owners, fields: ['kind', 'metadata.name'] },
        { credentials: await this.#auth.getOwnServiceCredentials() },
      );
      this.#asked.clear();
      for (const [nth, owner] of owners.entries()) {
        const missed = (this.#missed.get(owner) ?? 0) + 1;
        this.#missed.set(owner, items[nth] ? 0 : missed);
      }
    } catch (error) {
      this.#logger.debug(
        `The catalog was not asked for owners: ${stringifyError(error)}`,
      );
    }
  }
}
