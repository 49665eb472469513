import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

const LOCK = 'backstage-plugin-dpf migrations';

/** Migrates the plugin's tables. Several replicas may call it at once: one does the work, the others wait. */
export async function migrateDatabase(knex: Knex): Promise<void> {
  const config: Knex.MigratorConfig = {
    directory: resolvePackagePath(
      '@dpf-portal/backstage-plugin-dpf-backend',
      'migrations',
    ),
  };
  if (knex.client.config.client !== 'pg') {
    await knex.migrate.latest(config);
    return;
  }
  // On an empty database, knex creates its own lock without a lock: two processes may each add a row, and with two rows
  // it counts as locked for ever.
  await knex.transaction(async transaction => {
    await transaction.raw('select pg_advisory_xact_lock(hashtext(?))', [LOCK]);
    await transaction.migrate.latest(config);
  });
}
