import { TestDatabases } from '@backstage/backend-test-utils';
import { DEFAULT_PORTAL_PATHS, DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { migrateDatabase } from '../database/migrateDatabase';
import { ExpiryReminders } from './ExpiryReminders';
import { NotificationOutbox } from './NotificationOutbox';

const OWNER = 'group:default/team-a';
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

describe('ExpiryReminders', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let clock: FakeClock;
  let fake: FakeManagementCluster;
  let outbox: NotificationOutbox;
  let close: () => Promise<void>;

  beforeEach(async () => {
    clock = new FakeClock(Date.parse('2026-11-24T10:00:00Z'));
    fake = await FakeManagementCluster.start(TEST_SETTINGS);
    const knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    close = () => knex.destroy();
    outbox = new NotificationOutbox(knex);
  });
  afterEach(async () => {
    await fake.stop();
    await close();
  });

  const add = (expires: string, owner = OWNER) =>
    fake.add('blue', {
      creationTimestamp: '2026-11-24T10:00:00Z',
      annotations: {
        [DPF_ANNOTATIONS.expires]: expires,
        ...(owner && { [DPF_ANNOTATIONS.owner]: owner }),
      },
    });
  /** Looks as two replicas do, twice each. */
  const titles = async () => {
    for (const replica of [1, 2].map(
      () =>
        new ExpiryReminders({
          outbox,
          clock,
          settings: { pages: DEFAULT_PORTAL_PATHS },
        }),
    )) {
      await replica.look([fake]);
      await replica.look([fake]);
    }
    const pending = await outbox.pending(100);
    return pending.map(({ notification }) => notification.payload.title);
  };
  const SEVEN = 'DPU cluster dpf-clusters/blue expires in 7 days';
  const ONE = 'DPU cluster dpf-clusters/blue expires in 1 day';

  it('tell the owner once 7 days and once 1 day before the date, and nothing after it', async () => {
    await add('2026-12-24T10:00:00Z');
    await clock.advance(22 * DAY_MS);
    expect(await titles()).toEqual([]);
    await clock.advance(DAY_MS);
    expect(await titles()).toEqual([SEVEN]);
    await clock.advance(5 * DAY_MS);
    expect(await titles()).toEqual([SEVEN]);
    await clock.advance(DAY_MS);
    expect(await titles()).toEqual([SEVEN, ONE]);
    await clock.advance(DAY_MS + HOUR_MS);
    expect(await titles()).toEqual([SEVEN, ONE]);
    expect(fake.all('dpuclusters')).toHaveLength(1);
  });

  it('tell it again for another date', async () => {
    const cluster = await add('2026-12-24T10:00:00Z');
    await clock.advance(23 * DAY_MS);
    expect(await titles()).toEqual([SEVEN]);
    await fake.change(cluster, {
      metadata: {
        annotations: { [DPF_ANNOTATIONS.expires]: '2027-01-24T10:00:00Z' },
      },
    });
    expect(await titles()).toEqual([SEVEN]);
    await clock.advance(31 * DAY_MS);
    expect(await titles()).toEqual([SEVEN, SEVEN]);
  });

  it('tell only of the last day where the portal was not there before', async () => {
    await add('2026-12-24T10:00:00Z');
    await clock.advance(29.5 * DAY_MS);
    expect(await titles()).toEqual([ONE]);
  });

  it('do not tell what its owner has just asked for', async () => {
    await add('2026-11-27');
    expect(await titles()).toEqual([]);
    await clock.advance(3 * DAY_MS);
    expect(await titles()).toEqual([ONE]);
  });

  it.each([
    ['no owner', '2026-12-24', ''],
    ['no date', 'soon', OWNER],
  ])('are not sent where there is %s', async (_what, expires, owner) => {
    await add(expires, owner);
    await clock.advance(30 * DAY_MS);
    expect(await titles()).toEqual([]);
  });
});
