import { mockServices } from '@backstage/backend-test-utils';
import { EventsServiceSubscribeOptions } from '@backstage/plugin-events-node';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { setImmediate } from 'node:timers/promises';
import { FakeCatalog } from '../testUtils/FakeCatalog';
import { FakeDpf, aView } from '../testUtils/FakeDpf';
import { DpuClusterEntityProvider } from './DpuClusterEntityProvider';
import { EntitySync } from './EntitySync';

async function setUp() {
  const dpf = new FakeDpf();
  dpf.views = [aView()];
  const catalog = new FakeCatalog();
  const logger = mockServices.logger.mock();
  const provider = DpuClusterEntityProvider.create({
    auth: mockServices.auth({ pluginId: 'catalog' }),
    catalog,
    defaultOwner: 'group:default/platform',
    dpf,
    entityNamespace: 'default',
    logger,
    managementCluster: { name: 'lab', title: 'Lab' },
    pages: DEFAULT_PORTAL_PATHS,
  });
  await provider.connect(catalog);
  const stop = new AbortController();
  const sleep = jest.fn(async (_: number) => {});
  const sync = new EntitySync({
    provider,
    managementCluster: 'lab',
    logger,
    sleep,
    signal: stop.signal,
  });
  return { sync, sleep, dpf, catalog, logger, stop };
}

describe('EntitySync', () => {
  it('should retry until the dpf back end is up and synced', async () => {
    const { sync, sleep, dpf, catalog, logger } = await setUp();
    dpf.error = new TypeError('fetch failed');
    dpf.synced = false;
    sleep.mockImplementation(async () => {
      if (sleep.mock.calls.length === 3) {
        dpf.error = undefined;
      }
      dpf.synced = sleep.mock.calls.length === 5;
    });
    await sync.start();
    expect(sleep.mock.calls.map(([ms]) => ms)).toEqual([
      1000, 2000, 4000, 8000, 16000,
    ]);
    expect(catalog.refs()).toHaveLength(2);
    expect(logger.info).toHaveBeenCalledTimes(1);
  });

  it('should stop retrying at shutdown', async () => {
    const { sync, sleep, dpf, stop } = await setUp();
    dpf.synced = false;
    sleep.mockImplementation(async () => stop.abort());
    await sync.start();
    expect(dpf.queries).toHaveLength(1);
  });

  it('should read announced changes of its own management cluster twice', async () => {
    const { sync, sleep, dpf, catalog } = await setUp();
    const events = mockServices.events.mock();
    await sync.listen(events);
    const subscription: EventsServiceSubscribeOptions =
      events.subscribe.mock.calls[0][0];
    expect(subscription.topics).toEqual(['dpf.dpuClusters']);

    // The replica that answers has not seen the change yet.
    dpf.views = [];
    const secondLook = new Promise<void>(resolve => {
      sleep.mockImplementation(async ms => {
        if (ms === 5_000) {
          dpf.views = [aView()];
          void setImmediate().then(resolve);
        }
      });
    });
    for (const managementCluster of ['other', 'lab']) {
      await subscription.onEvent({
        topic: 'dpf.dpuClusters',
        eventPayload: { managementCluster, uids: ['uid-blue'] },
      });
    }
    await secondLook;
    expect(sleep).toHaveBeenCalledWith(5000, expect.anything());
    expect(dpf.queries.map(query => query.uid)).toEqual([
      ['uid-blue'],
      ['uid-blue'],
    ]);
    expect(catalog.refs()).toEqual(['resource:default/lab.team-a.blue']);
  });

  it('should read and write changes together that follow each other within a second', async () => {
    const { sync, sleep, dpf, catalog, stop } = await setUp();
    const events = mockServices.events.mock();
    await sync.listen(events);
    const [[{ onEvent }]] = events.subscribe.mock.calls;
    const pauses: Array<() => void> = [];
    sleep.mockImplementation(
      ms => new Promise(resolve => ms === 1_000 && pauses.push(resolve)),
    );
    const announce = async (...uids: string[]) => {
      await onEvent({
        topic: 'dpf.dpuClusters',
        eventPayload: { managementCluster: 'lab', uids },
      });
      await setImmediate();
    };
    dpf.views = ['a', 'b', 'c'].map(name => aView({ name }));
    await announce('uid-a');
    await announce('uid-b');
    await announce('uid-c', 'uid-b');
    expect(dpf.queries.map(query => query.uid)).toEqual([['uid-a']]);
    pauses.shift()?.();
    await setImmediate();
    expect(dpf.queries.map(query => query.uid)).toEqual([
      ['uid-a'],
      ['uid-b', 'uid-c'],
    ]);
    expect(catalog.mutations).toHaveLength(2);
    // After a second without changes the next one is read at once.
    pauses.shift()?.();
    await setImmediate();
    await announce('uid-c');
    expect(dpf.queries).toHaveLength(3);
    stop.abort();
  });

  it('should wait for the next scheduled read after a failed one', async () => {
    const { sync, dpf, logger } = await setUp();
    dpf.error = new Error('down');
    const run = jest.fn();
    await sync.schedule({ run });
    await run.mock.calls[0][0].fn();
    expect(logger.warn.mock.calls[0][0]).toContain('down');
    dpf.error = undefined;
    await run.mock.calls[0][0].fn();
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
