import {
  LoggerService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { readdir } from 'node:fs/promises';

const LOCK = 'backstage-plugin-dpf migrations';
const DIRECTORY = resolvePackagePath(
  '@dpf-portal/backstage-plugin-dpf-backend',
  'migrations',
);

/** The lock row says that a migration is under way. */
function isLocked(error: unknown): boolean {
  return error instanceof Error && error.name === 'MigrationLocked';
}

/** The migrations in the database that this release does not have. */
async function unknownMigrations(
  completed: readonly string[],
): Promise<{ earlier: string[]; later: string[] }> {
  const own = (await readdir(DIRECTORY)).sort();
  const newest = own.at(-1) ?? '';
  const unknown = completed.filter(name => !own.includes(name));
  return {
    earlier: unknown.filter(name => name < newest),
    later: unknown.filter(name => name > newest),
  };
}

async function migrate(
  knex: Knex,
  logger?: Pick<LoggerService, 'warn'>,
): Promise<void> {
  const [completed, pending]: [Array<{ name: string }>, unknown[]] =
    await knex.migrate.list({
      directory: DIRECTORY,
      disableMigrationsListValidation: true,
    });
  const { earlier, later } = await unknownMigrations(
    completed.map(({ name }) => name),
  );
  if (later.length > 0) {
    logger?.warn(
      `A newer release of the dpf plugin has migrated its database (${later.join(
        ', ',
      )}). Migrations only add, so this release uses the database as it is.`,
    );
  }
  // A database that may only be read needs no lock where nothing is to do.
  if (pending.length > 0 || earlier.length > 0) {
    await knex.migrate.latest({
      directory: DIRECTORY,
      disableMigrationsListValidation: earlier.length === 0,
    });
  }
}

/** Where no other process can be migrating, a lock row was left behind by one that was killed. */
async function migrateAlone(
  knex: Knex,
  logger?: Pick<LoggerService, 'warn'>,
): Promise<void> {
  try {
    await migrate(knex, logger);
  } catch (error) {
    if (!isLocked(error)) {
      throw error;
    }
    await knex.migrate.forceFreeMigrationsLock({ directory: DIRECTORY });
    await migrate(knex);
  }
}

/**
 * Migrates the plugin's tables. Several replicas may call it at once: one does the work, the others wait. Later
 * migrations of a newer release are a warning, because they only add. Rejects if an earlier migration is unknown.
 */
export async function migrateDatabase(
  knex: Knex,
  logger?: Pick<LoggerService, 'warn'>,
): Promise<void> {
  switch (knex.client.config.client) {
    case 'pg':
      // On an empty database, knex creates its own lock without a lock: two processes may each add a row, and with two
      // rows it counts as locked for ever.
      await knex.transaction(async transaction => {
        await transaction.raw('select pg_advisory_xact_lock(hashtext(?))', [
          LOCK,
        ]);
        await migrateAlone(transaction, logger);
      });
      break;
    case 'better-sqlite3':
      // Only one process has the file.
      await migrateAlone(knex, logger);
      break;
    default:
      await migrate(knex, logger);
  }
}
