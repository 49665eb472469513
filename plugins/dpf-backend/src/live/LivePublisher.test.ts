import { mockServices } from '@backstage/backend-test-utils';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { LivePublisher } from './LivePublisher';

let fake: FakeManagementCluster;
beforeEach(async () => {
  fake = await FakeManagementCluster.start(TEST_SETTINGS);
});
afterEach(() => fake.stop());

function setUp() {
  const clock = new FakeClock();
  const signals = { publish: jest.fn().mockResolvedValue(undefined) };
  const events = mockServices.events.mock();
  events.publish.mockResolvedValue(undefined);
  const publisher = new LivePublisher({
    signals,
    events,
    clock,
    logger: mockServices.logger.mock(),
    signalKeys: { of: uid => `key of ${uid}` },
  });
  publisher.follow(fake);
  return { clock, signals, events, publisher };
}

describe('LivePublisher', () => {
  it('announces a first change at once, by key only', async () => {
    const { clock, signals } = setUp();
    const { metadata } = await fake.add('blue');
    await clock.advance(0);
    expect(signals.publish).toHaveBeenCalledWith({
      recipients: { type: 'broadcast' },
      channel: 'dpf:dpu-clusters',
      message: { keys: [`key of ${metadata.uid}`] },
    });
  });

  it('sends at most four messages a second, and loses no change', async () => {
    const { clock, signals } = setUp();
    const cluster = await fake.add('blue');
    const other = await fake.add('green');
    for (let i = 0; i < 100; i++) {
      await fake.change(i % 2 ? cluster : other, {
        metadata: { annotations: { change: `${i}` } },
      });
      await clock.advance(10);
    }
    await clock.advance(250);

    expect(signals.publish.mock.calls.length).toBeLessThanOrEqual(6);
    const [last] = signals.publish.mock.calls.at(-1);
    expect(last.message.keys.sort()).toEqual(
      [cluster, other].map(({ metadata }) => `key of ${metadata.uid}`).sort(),
    );
    await clock.advance(10_000);
    expect(signals.publish.mock.calls.length).toBeLessThanOrEqual(6);
  });

  it('says all instead of very many', async () => {
    const { clock, signals } = setUp();
    for (let i = 0; i < 101; i++) {
      await fake.add(`c${i}`);
    }
    await clock.advance(0);
    expect(signals.publish.mock.calls[0][0].message).toEqual({ all: true });
  });

  it('bothers the catalog only when an entity changes', async () => {
    const { clock, events } = setUp();
    const cluster = await fake.add('blue');
    await clock.advance(250);
    expect(events.publish).toHaveBeenCalledWith({
      topic: 'dpf.dpuClusters',
      eventPayload: {
        managementCluster: 'local',
        uids: [cluster.metadata.uid],
      },
    });

    await fake.change(cluster, { status: { phase: 'Ready' } });
    await clock.advance(250);
    expect(events.publish).toHaveBeenCalledTimes(1);

    await fake.change(cluster, { spec: { kubeconfig: 'blue-admin' } });
    await clock.advance(250);
    expect(events.publish).toHaveBeenCalledTimes(1);

    await fake.change(cluster, { metadata: { annotations: { owner: 'x' } } });
    await clock.advance(250);
    expect(events.publish).toHaveBeenCalledTimes(2);

    await fake.change(cluster, { spec: { maxNodes: 7 } });
    await clock.advance(250);
    expect(events.publish).toHaveBeenCalledTimes(3);

    await fake.remove(cluster);
    await clock.advance(250);
    expect(events.publish).toHaveBeenCalledTimes(4);
  });

  it('announces a DPU without a cluster by a key that no cluster has', async () => {
    const { clock, signals, events } = setUp();
    const dpus = 'dpus.provisioning.dpu.nvidia.com';
    const ref = { namespace: 'dpf-operator-system', name: 'dpu-1' };
    const { objects } = fake.server;
    const { stores } = fake.connection;
    const keys = async () => {
      await clock.advance(250);
      const calls = signals.publish.mock.calls.splice(0);
      return calls.flatMap(([{ message }]) => message.keys);
    };
    objects.create(dpus, ref.namespace, { metadata: { name: ref.name } });
    await eventually(() => stores.allDpus().length === 1);
    const key = 'key of DPUs without a cluster of local';
    expect(await keys()).toEqual([key]);
    objects.patch(
      dpus,
      { ...ref, status: true },
      { status: { phase: 'Error' } },
    );
    await eventually(() => stores.allDpus()[0].status?.phase === 'Error');
    expect(await keys()).toEqual([key]);
    // Of a cluster that does not exist.
    objects.patch(dpus, ref, {
      spec: { cluster: { namespace: 'dpf-clusters', name: 'gone' } },
    });
    await eventually(() => stores.allDpus()[0].spec?.cluster?.name === 'gone');
    expect(await keys()).toEqual([key]);
    objects.delete(dpus, ref.namespace, ref.name);
    await eventually(() => stores.allDpus().length === 0);
    expect(await keys()).toEqual([key]);
    expect(events.publish).not.toHaveBeenCalled();
  });

  it('is silent once stopped', async () => {
    const { clock, signals, publisher } = setUp();
    await fake.add('blue');
    publisher.stop();
    await clock.advance(1000);
    expect(signals.publish).not.toHaveBeenCalled();
  });
});
