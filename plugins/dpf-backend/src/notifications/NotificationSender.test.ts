import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { migrateDatabase } from '../database/migrateDatabase';
import { NotificationOutbox } from './NotificationOutbox';
import { NotificationSender } from './NotificationSender';

const OWNER = 'group:default/team-a';
const BROKEN = 'group:default/broken';

describe('NotificationSender', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const logger = mockServices.logger.mock();
  let clock: FakeClock;
  let outbox: NotificationOutbox;
  let sender: NotificationSender;
  const send = jest.fn<Promise<void>, [NotificationSendOptions]>();

  beforeEach(async () => {
    clock = new FakeClock(Date.parse('2026-11-24T10:00:00Z'));
    const knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    outbox = new NotificationOutbox(knex);
    send.mockReset().mockImplementation(async ({ recipients }) => {
      if (JSON.stringify(recipients).includes(BROKEN)) {
        throw new Error('a processor failed');
      }
    });
    sender = new NotificationSender({
      outbox,
      notifications: { send },
      clock,
      logger,
    });
  });

  const add = (uid: string, recipient: string, title = uid) =>
    outbox.add(
      {
        uid,
        managementCluster: 'local',
        recipients: [recipient],
        about: title,
        title,
        link: '/',
        severity: 'normal',
      },
      { at: new Date(clock.now()).toISOString() },
    );
  async function wake() {
    send.mockClear();
    sender.wake();
    await sender.settled();
    return send.mock.calls.map(([{ payload }]) => payload.title);
  }

  it('sends what can be sent, whatever fails before it', async () => {
    await add('uid-1', BROKEN);
    await add('uid-2', OWNER);
    await add('uid-3', OWNER);
    expect(await wake()).toEqual(['uid-1', 'uid-2', 'uid-3']);
    expect(await wake()).toEqual(['uid-1']);
  });

  it('sends what can be sent though one send never ends', async () => {
    send.mockReturnValueOnce(new Promise(() => {}));
    await add('uid-1', OWNER);
    await add('uid-2', OWNER);
    sender.wake();
    while (send.mock.calls.length === 0) {
      await new Promise(resolve => setImmediate(resolve));
    }
    await clock.advance(20_000);
    await sender.settled();
    expect(send.mock.calls.map(([{ payload }]) => payload.title)).toEqual([
      'uid-1',
      'uid-2',
    ]);
    expect(clock.timers).toBe(0);
  });

  it('repeats one that fails after growing pauses, and holds back only what follows it', async () => {
    await add('uid-1', BROKEN, 'first');
    await add('uid-1', BROKEN, 'second');
    await add('uid-1', OWNER, 'other');
    expect(await wake()).toEqual(['first', 'other']);
    const tries: number[] = [];
    for (let seconds = 0; seconds < 8 * 60; seconds += 30) {
      if ((await wake()).length) {
        tries.push(seconds);
      }
      await clock.advance(30_000);
    }
    expect(tries).toEqual([0, 30, 90, 210, 450]);
    send.mockResolvedValue(undefined);
    await clock.advance(60 * 60_000);
    expect(await wake()).toEqual(['first', 'second']);
  });

  it('ends a run after 20 failures, and tries the others first the next time', async () => {
    for (let n = 0; n < 70; n++) {
      await add(`uid-${n}`, BROKEN);
    }
    await add('uid-last', OWNER);
    expect(await wake()).toHaveLength(20);
    for (let run = 0; run < 3; run++) {
      await wake();
    }
    expect(send.mock.calls.map(([{ payload }]) => payload.title)).toContain(
      'uid-last',
    );
  });

  it('drops what could not be sent for a day, and says how many', async () => {
    await add('uid-1', BROKEN);
    await wake();
    await clock.advance(24 * 60 * 60_000 + 1);
    expect(await wake()).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith(
      '1 notifications about DPU clusters could not be sent for a day and were dropped.',
    );
  });
});
