import { DatabaseService, LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { Clock, messageOf } from '@dpf-portal/kube-controller';
import { Knex } from 'knex';
import { migrateDatabase } from './migrateDatabase';
import { useWriteAheadLog } from './useWriteAheadLog';

const RETRY_MS = 10_000;
/** How long the start waits for the database. */
const START_MS = 10_000;

/** A database that is there, or will be. */
export interface DatabaseSource {
  /** @throws ServiceUnavailableError while it is not available. */
  readonly knex: Knex;
}

/** The error of a read or a request while the database cannot be used. */
export function historyUnavailable(): ServiceUnavailableError {
  return new ServiceUnavailableError(
    'History, credentials and quotas are not available, because the database of the portal cannot be used now. Clusters are not affected.',
  );
}

/**
 * Reads history.
 *
 * @throws ServiceUnavailableError if the database does not answer.
 */
export async function readDatabase<T>(
  source: DatabaseSource,
  query: (knex: Knex) => PromiseLike<T>,
): Promise<T> {
  const { knex } = source;
  try {
    return await query(knex);
  } catch {
    // Knex puts statements into its message.
    throw historyUnavailable();
  }
}

/** @see PluginDatabase.open */
export interface PluginDatabaseOptions {
  database: DatabaseService;
  logger: LoggerService;
  clock: Clock;
}

/**
 * The plugin's database, which holds history and notifications only. Reading and reconciling clusters never waits for it:
 * it may be unreachable or not migratable at the start, and is tried again until it is available.
 */
export class PluginDatabase implements DatabaseSource {
  readonly #options: PluginDatabaseOptions;
  readonly #listeners = new Set<() => void>();
  #knex?: Knex;
  #attempt?: Promise<void>;
  #reported?: string;

  /** Resolves when the database is available, cannot be used, or does not answer for ten seconds. Never rejects. */
  static async open(options: PluginDatabaseOptions): Promise<PluginDatabase> {
    const opened = new PluginDatabase(options);
    const enough = new AbortController();
    await Promise.race([
      opened.#try(),
      options.clock.sleep(START_MS, enough.signal),
    ]);
    enough.abort();
    if (!opened.#knex && opened.#reported === undefined) {
      opened.#report('it does not answer');
    }
    return opened;
  }

  private constructor(options: PluginDatabaseOptions) {
    this.#options = options;
  }

  get knex(): Knex {
    if (!this.#knex) {
      throw historyUnavailable();
    }
    return this.#knex;
  }

  /** Calls back once the database is available; not at all if it already is. */
  onAvailable(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Tries again until the database is available or the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!this.#knex && !signal.aborted) {
      await this.#options.clock.sleep(RETRY_MS, signal);
      if (!signal.aborted) {
        await this.#try();
      }
    }
  }

  #try(): Promise<void> {
    this.#attempt ??= this.#open().finally(() => {
      this.#attempt = undefined;
    });
    return this.#attempt;
  }

  async #open(): Promise<void> {
    const { database, logger } = this.#options;
    try {
      const knex = await database.getClient();
      await useWriteAheadLog(knex);
      if (!database.migrations?.skip) {
        await migrateDatabase(knex, logger);
      }
      this.#knex = knex;
    } catch (error) {
      this.#report(messageOf(error));
      return;
    }
    if (this.#reported !== undefined) {
      logger.info('The database of the dpf plugin is available');
    }
    this.#listeners.forEach(listener => listener());
    this.#listeners.clear();
  }

  /** Logs a reason once, because it is tried again every few seconds. */
  #report(reason: string): void {
    if (this.#reported !== reason) {
      this.#reported = reason;
      this.#options.logger.error(
        `The database of the dpf plugin cannot be used, so there is no history and no notification: ${reason}. Clusters are watched and reconciled all the same. The database is tried again.`,
      );
    }
  }
}

/** A client that is already connected is available all the time. */
export function sourceOf(database: Knex | PluginDatabase): DatabaseSource {
  return database instanceof PluginDatabase ? database : { knex: database };
}
