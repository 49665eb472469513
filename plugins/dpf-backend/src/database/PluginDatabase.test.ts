import { DatabaseService } from '@backstage/backend-plugin-api';
import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { Knex } from 'knex';
import { SignalKeys } from '../live/SignalKeys';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { PluginDatabase } from './PluginDatabase';

describe('PluginDatabase', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const logger = mockServices.logger.mock();
  const clock = new FakeClock();
  const stop = new AbortController();
  let knex: Knex;

  beforeEach(async () => {
    jest.clearAllMocks();
    knex = await databases.init('SQLITE_3');
  });
  afterAll(() => stop.abort());

  const open = (getClient: DatabaseService['getClient']) =>
    PluginDatabase.open({ database: { getClient }, logger, clock });

  it('is available at once where it can be used', async () => {
    const database = await open(async () => knex);
    expect(await new PhaseTransitions(database).list('uid-1')).toEqual([]);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('is a 503 of the history while it cannot be reached, is tried again, and says so once', async () => {
    const getClient = jest
      .fn<Promise<Knex>, []>()
      .mockRejectedValueOnce(new Error('connect ECONNREFUSED'))
      .mockRejectedValueOnce(new Error('connect ECONNREFUSED'))
      .mockResolvedValue(knex);
    const database = await open(getClient);
    const transitions = new PhaseTransitions(database);
    await expect(transitions.list('uid-1')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining(
        'History, credentials and quotas are not available',
      ),
    });
    const available = jest.fn();
    database.onAvailable(available);
    const running = database.run(stop.signal);
    await clock.advance(10_000);
    expect(logger.error.mock.calls).toEqual([
      [expect.stringContaining('connect ECONNREFUSED')],
    ]);
    expect(available).not.toHaveBeenCalled();
    await clock.advance(10_000);
    await running;
    expect(available).toHaveBeenCalledTimes(1);
    expect(await transitions.list('uid-1')).toEqual([]);
  });

  it('does not hold the start back for longer than ten seconds', async () => {
    const opening = open(() => new Promise(() => {}));
    await clock.advance(10_000);
    const database = await opening;
    expect(() => database.knex).toThrow(
      'History, credentials and quotas are not available',
    );
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it('is not used with an unknown earlier migration, which stops nothing', async () => {
    await open(async () => knex);
    await knex('knex_migrations').insert({
      name: '20261124120000_changed.js',
      batch: 9,
      migration_time: new Date().toISOString(),
    });
    const database = await open(async () => knex);
    expect(() => database.knex).toThrow(
      'History, credentials and quotas are not available',
    );
    expect(logger.error.mock.calls).toEqual([
      [expect.stringContaining('20261124120000_changed.js')],
    ]);
  });

  it('says of a read that fails later that the history is not available, and quotes no statement', async () => {
    const database = await open(async () => knex);
    await knex.schema.dropTable('phase_transitions');
    await expect(
      new PhaseTransitions(database).list('uid-1'),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.not.stringContaining('select'),
    });
  });

  it('shares the secret of signals once it is available', async () => {
    const getClient = jest
      .fn<Promise<Knex>, []>()
      .mockRejectedValueOnce(new Error('down'))
      .mockResolvedValue(knex);
    const database = await open(getClient);
    const keys = await SignalKeys.create({ knex: database, logger });
    const running = database.run(stop.signal);
    await clock.advance(10_000);
    await running;
    await keys.refresh();
    expect(await knex('signal_secret')).toHaveLength(1);
    const other = await SignalKeys.create({ knex: database, logger });
    await keys.refresh();
    expect(keys.of('uid-1')).toBe(other.of('uid-1'));
  });
});
