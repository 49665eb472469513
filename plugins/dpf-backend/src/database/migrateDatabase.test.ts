import { mockServices } from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { migrateDatabase } from './migrateDatabase';

const LATER = '20270301000000_future.js';
const EARLIER = '20261124120000_changed.js';

describe('migrateDatabase', () => {
  const directory = mkdtempSync(join(tmpdir(), 'dpf-database-'));
  const filename = join(directory, 'dpf.sqlite');
  const opened: Knex[] = [];
  const open = (options: object = {}) => {
    const knex = knexFactory({
      client: 'better-sqlite3',
      useNullAsDefault: true,
      connection: { filename, options },
    });
    opened.push(knex);
    return knex;
  };
  const logger = mockServices.logger.mock();
  const sighting = {
    uid: 'uid-1',
    managementCluster: 'local',
    phase: 'Ready' as const,
    resourceVersion: '5',
    at: '2026-11-24T10:00:00.000Z',
  };

  beforeEach(() => {
    jest.clearAllMocks();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(knex => knex.destroy()));
    rmSync(filename, { force: true });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const add = (knex: Knex, name: string) =>
    knex('knex_migrations').insert({
      name,
      batch: 9,
      migration_time: new Date().toISOString(),
    });

  it('uses a database that a newer release migrated, and warns once with the name', async () => {
    const knex = open();
    await migrateDatabase(knex, logger);
    await add(knex, LATER);
    await knex.schema.alterTable('phase_transitions', table => {
      table.string('future').nullable();
    });
    await migrateDatabase(knex, logger);
    expect(logger.warn.mock.calls).toEqual([[expect.stringContaining(LATER)]]);
    const transitions = new PhaseTransitions(knex);
    expect(await transitions.record(sighting)).toBe(true);
    expect(await transitions.list('uid-1')).toHaveLength(1);
  });

  it('makes its own tables in such a database if they are missing', async () => {
    const knex = open();
    await migrateDatabase(knex, logger);
    await knex('knex_migrations').where('name', 'like', '%secret%').delete();
    await knex.schema.dropTable('signal_secret');
    await add(knex, LATER);
    await migrateDatabase(knex, logger);
    expect(await knex.schema.hasTable('signal_secret')).toBe(true);
  });

  it.each([[[EARLIER]], [[EARLIER, LATER]]])(
    'does not use a database with the unknown earlier migration of %j',
    async names => {
      const knex = open();
      await migrateDatabase(knex, logger);
      for (const name of names) {
        await add(knex, name);
      }
      await expect(migrateDatabase(knex, logger)).rejects.toThrow(EARLIER);
    },
  );

  it('only reads a database that is migrated', async () => {
    await migrateDatabase(open(), logger);
    const readOnly = open({ readonly: true });
    await migrateDatabase(readOnly, logger);
    expect(await new PhaseTransitions(readOnly).list('uid-1')).toEqual([]);
  });

  it('frees a lock that a killed process left behind', async () => {
    const knex = open();
    await migrateDatabase(knex, logger);
    await knex('knex_migrations').where('name', 'like', '%secret%').delete();
    await knex.schema.dropTable('signal_secret');
    await knex('knex_migrations_lock').update({ is_locked: 1 });
    await migrateDatabase(knex, logger);
    expect(await knex.schema.hasTable('signal_secret')).toBe(true);
  });
});
