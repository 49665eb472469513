import { mockServices } from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FindingNotices } from '../notifications/FindingNotices';
import { NotificationOutbox } from '../notifications/NotificationOutbox';
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

  it('keeps as announced what an earlier release announced and is open, for the same people', async () => {
    const knex = open();
    await migrateDatabase(knex, logger);
    await knex('knex_migrations').where('name', 'like', '%notices%').delete();
    await knex.schema.dropTable('finding_acknowledgements');
    await knex.schema.dropTable('finding_notices');
    const at = '2026-11-24T10:00:00.000Z';
    const of = { management_cluster: 'local', uid: 'uid-1' };
    await knex('cluster_records').insert({
      ...of,
      attributes: JSON.stringify({ namespace: 'team-a' }),
      created_at: at,
      resource_version: '1',
      facts: '{}',
    });
    const finding = (code: string, closedAt: string | null) => ({
      ...of,
      code,
      sequence: 1,
      severity: 'error',
      who: 'owner',
      sentence: 'It is used.',
      opened_at: at,
      closed_at: closedAt,
      seen_at: at,
    });
    await knex('cluster_findings').insert([
      finding('AddressInUse', null),
      finding('DpusFailed', null),
      finding('Sleeping', at),
    ]);
    const sent = (code: string, recipient: string, nth = '') => {
      const scope = `dpf:uid-1:blocked:${code}:`;
      const title = 'DPU cluster team-a/blue needs somebody to act';
      const payload = JSON.stringify({ title, link: '/blue', scope });
      return { ...of, scope: `${scope}${nth}`, recipient, payload, at };
    };
    await knex('notification_outbox').insert([
      sent('AddressInUse', 'group:default/team-a'),
      sent('AddressInUse', 'group:default/platform', '#1'),
      sent('Sleeping', 'group:default/team-a'),
    ]);
    await migrateDatabase(knex, logger);
    const outbox = new NotificationOutbox(knex);
    const notices = await new FindingNotices(knex, outbox).open('local');
    expect(notices).toEqual([
      expect.objectContaining({
        uid: 'uid-1',
        code: 'AddressInUse',
        scope: 'dpf:uid-1:blocked:AddressInUse:',
        recipients: ['group:default/platform', 'group:default/team-a'],
        subject: 'DPU cluster team-a/blue',
        members: [{ uid: 'uid-1', namespace: 'team-a' }],
      }),
    ]);
  });
});
