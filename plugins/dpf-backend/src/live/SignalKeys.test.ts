import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { signalConcerns } from '@dpf-portal/backstage-plugin-dpf-common';
import { Knex } from 'knex';
import { migrateDatabase } from '../database/migrateDatabase';
import { SignalKeys } from './SignalKeys';

const UID = '3f0e6d6e-9c7f-4a52-8a3c-0c8f6f3b2a11';

describe('SignalKeys', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let knex: Knex;
  const logger = mockServices.logger.mock();
  const start = () => SignalKeys.create({ knex, logger });

  beforeEach(async () => {
    jest.clearAllMocks();
    knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
  });

  it('gives each cluster a key of its own, which does not hold the uid', async () => {
    const keys = await start();
    expect(keys.of(UID)).toBe(keys.of(UID));
    expect(keys.of(UID)).not.toBe(keys.of('other'));
    expect(keys.of(UID)).toMatch(/^[\w-]{8}\.[\w-]{22}$/);
  });

  it('gives other keys after a new start', async () => {
    const before = (await start()).of(UID);
    const after = (await start()).of(UID);
    expect(after).not.toBe(before);
  });

  it('gives the same keys in every replica once each has asked the database', async () => {
    const [a, b] = [await start(), await start()];
    expect(a.of(UID)).not.toBe(b.of(UID));
    await Promise.all([a.refresh(), b.refresh()]);
    expect(a.of(UID)).toBe(b.of(UID));
    expect(signalConcerns({ keys: [b.of('other')] }, a.of(UID))).toBe(false);
  });

  it('concerns every page of the other replica until then', async () => {
    const [a, b] = [await start(), await start()];
    expect(signalConcerns({ keys: [b.of('other')] }, a.of(UID))).toBe(true);
  });

  it('continues alone without the database, and logs that once', async () => {
    await knex.schema.dropTable('signal_secret');
    const keys = await start();
    const before = keys.of(UID);
    await keys.refresh();
    expect(keys.of(UID)).toBe(before);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('logs why it is alone without the secret', async () => {
    await knex.schema.dropTable('signal_secret');
    await start();
    const [message] = logger.warn.mock.calls[0];
    expect(message).toContain('no such table: signal_secret');
    expect(message).not.toMatch(/[\w-]{43}/);
  });
});
