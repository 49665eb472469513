import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { Condition } from '@dpf-portal/kube-controller';
import {
  DPF_ANNOTATIONS,
  DpuCluster,
  DpuClusterPhase,
} from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { migrateDatabase } from '../database/migrateDatabase';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { TransitionRecorder } from '../transitions/TransitionRecorder';
import { BlockedClusters } from './BlockedClusters';
import { NotificationSender } from './NotificationSender';

const OWNER = 'group:default/team-a';
const DAY_MS = 24 * 60 * 60_000;

describe('Notifications', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const logger = mockServices.logger.mock();
  let clock: FakeClock;
  let fake: FakeManagementCluster;
  let replicas: Array<{
    recorder: TransitionRecorder;
    sender: NotificationSender;
    blocked: BlockedClusters;
  }>;
  const send = jest.fn();

  beforeEach(async () => {
    clock = new FakeClock(Date.parse('2026-11-24T10:00:00Z'));
    fake = await FakeManagementCluster.start(TEST_SETTINGS);
    send.mockReset().mockResolvedValue(undefined);
    const knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    replicas = [1, 2].map(() => {
      const transitions = new PhaseTransitions(knex);
      const { outbox } = transitions;
      const recorder = new TransitionRecorder({ transitions, clock, logger });
      recorder.follow(fake);
      return {
        recorder,
        sender: new NotificationSender({
          outbox,
          notifications: { send },
          clock,
          logger,
        }),
        blocked: new BlockedClusters({ outbox, clock }),
      };
    });
  });

  afterEach(() => fake.stop());

  const add = (owner = OWNER, spec: Partial<DpuCluster['spec']> = {}) =>
    fake.add('blue', {
      annotations: owner ? { [DPF_ANNOTATIONS.owner]: owner } : {},
      spec,
      status: { phase: 'Creating' },
    });
  const enter = (
    cluster: DpuCluster,
    phase: DpuClusterPhase,
    conditions: Condition[] = [],
  ) => fake.change(cluster, { status: { phase, conditions } });
  async function sendAll() {
    for (const { recorder } of replicas) {
      await recorder.settled();
    }
    for (const { sender } of replicas) {
      sender.wake();
      await sender.settled();
    }
  }
  const titles = () => send.mock.calls.map(([{ payload }]) => payload.title);

  it('tell the owner of Ready, NotReady and Failed, each change once', async () => {
    const cluster = await add();
    for (const phase of ['Ready', 'NotReady', 'Ready', 'Failed'] as const) {
      await enter(cluster, phase);
    }
    await sendAll();
    expect(titles()).toEqual([
      'DPU cluster dpf-clusters/blue is ready',
      'DPU cluster dpf-clusters/blue is not ready',
      'DPU cluster dpf-clusters/blue is ready',
      'DPU cluster dpf-clusters/blue has failed',
    ]);
    expect(send).toHaveBeenCalledWith({
      recipients: { type: 'entity', entityRef: OWNER },
      payload: expect.objectContaining({
        link: '/dpu-clusters/local/dpf-clusters/blue',
        severity: 'normal',
        topic: 'dpu-clusters',
      }),
    });
    const scopes = send.mock.calls.map(([{ payload }]) => payload.scope);
    expect(new Set(scopes).size).toBe(4);
  });

  describe('of an upgrade', () => {
    const at = (minute: number) =>
      `2026-11-24T10:${String(minute).padStart(2, '0')}:00Z`;
    const enterUpgrade = (
      cluster: DpuCluster,
      phase: 'Ready' | 'NotReady',
      minute: number,
      upgraded: 'True' | 'False',
    ) => {
      const of = (type: string, status: 'True' | 'False') => ({
        type,
        status,
        reason: 'Because',
        message: '',
        lastTransitionTime: at(minute),
      });
      return enter(cluster, phase, [
        of('Upgraded', upgraded),
        of('Ready', phase === 'Ready' ? 'True' : 'False'),
      ]);
    };

    it('say nothing when it takes its time', async () => {
      const cluster = await add();
      await enter(cluster, 'Ready');
      await sendAll();
      send.mockClear();
      await enterUpgrade(cluster, 'NotReady', 1, 'False');
      await enterUpgrade(cluster, 'Ready', 5, 'True');
      await sendAll();
      expect(send).not.toHaveBeenCalled();
      // What comes later has another cause.
      await enter(cluster, 'NotReady', [
        {
          type: 'Upgraded',
          status: 'True',
          reason: 'Upgraded',
          message: '',
          lastTransitionTime: at(5),
        },
      ]);
      await enterUpgrade(cluster, 'Ready', 30, 'True');
      await sendAll();
      expect(titles()).toEqual([
        'DPU cluster dpf-clusters/blue is not ready',
        'DPU cluster dpf-clusters/blue is ready',
      ]);
    });

    it('tell that it is ready again after it took too long', async () => {
      const cluster = await add();
      await enter(cluster, 'Ready');
      await sendAll();
      send.mockClear();
      await enterUpgrade(cluster, 'NotReady', 1, 'False');
      await enterUpgrade(cluster, 'Ready', 20, 'True');
      await sendAll();
      expect(titles()).toEqual(['DPU cluster dpf-clusters/blue is ready']);
    });
  });

  it('say nothing of what a cluster was when it was first seen', async () => {
    await fake.add('green', {
      annotations: { [DPF_ANNOTATIONS.owner]: OWNER },
      status: { phase: 'Ready' },
    });
    await sendAll();
    expect(send).not.toHaveBeenCalled();
  });

  it('are for nobody where there is no owner', async () => {
    await enter(await add(''), 'Ready');
    await sendAll();
    expect(send).not.toHaveBeenCalled();
  });

  it('wait while they cannot be sent, with the scope they had, for a day', async () => {
    send.mockRejectedValue(new Error('away'));
    const cluster = await add();
    await enter(cluster, 'Ready');
    await sendAll();
    const [[first]] = send.mock.calls;
    send.mockReset().mockResolvedValue(undefined);
    await sendAll();
    expect(send).toHaveBeenCalledTimes(1);
    expect(send).toHaveBeenCalledWith(first);

    send.mockReset().mockRejectedValue(new Error('away'));
    await enter(cluster, 'NotReady');
    await sendAll();
    send.mockReset().mockResolvedValue(undefined);
    await clock.advance(DAY_MS + 1);
    await sendAll();
    expect(send).not.toHaveBeenCalled();
  });

  describe('of a cluster that waiting does not help', () => {
    // Nobody handles this type.
    const stuck = () => add(OWNER, { type: 'example.com/unknown' });
    async function look() {
      for (const { blocked } of replicas) {
        await blocked.look([fake]);
      }
      await sendAll();
    }

    it('are sent once, when it has lasted a minute', async () => {
      await stuck();
      await look();
      await clock.advance(59_000);
      await look();
      expect(send).not.toHaveBeenCalled();
      await clock.advance(1_000);
      await look();
      await clock.advance(30_000);
      await look();
      expect(titles()).toEqual([
        'DPU cluster dpf-clusters/blue needs somebody to act',
      ]);
    });

    it('are not sent while the management cluster cannot be seen', async () => {
      await stuck();
      await look();
      await fake.leave();
      await clock.advance(60_000);
      await look();
      expect(send).not.toHaveBeenCalled();
    });
  });
});
