import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { Condition } from '@dpf-portal/kube-controller';
import {
  DEFAULT_PORTAL_PATHS,
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  DpuClusterPhase,
  Finding,
  PortalPages,
} from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { addOperatorConfig } from '../__testUtils__/startServer';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { migrateDatabase } from '../database/migrateDatabase';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { TransitionRecorder } from '../transitions/TransitionRecorder';
import { UpgradeSnapshots } from '../upgrades/UpgradeSnapshots';
import { UpgradeWatch } from '../upgrades/UpgradeWatch';
import { NewsSettings, phaseAnnouncement } from './Announcement';
import { LateNews } from './LateNews';
import { NotificationSender } from './NotificationSender';

const OWNER = 'group:default/team-a';
const PLATFORM = 'group:default/platform';
const DAY_MS = 24 * 60 * 60_000;

describe('Notifications', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const logger = mockServices.logger.mock();
  let clock: FakeClock;
  let fake: FakeManagementCluster;
  let replicas: Array<{
    recorder: TransitionRecorder;
    sender: NotificationSender;
    upgrades: UpgradeWatch;
    lateNews: LateNews;
  }>;
  const send = jest.fn();
  let settings: NewsSettings;

  beforeEach(async () => {
    clock = new FakeClock(Date.parse('2026-11-24T10:00:00Z'));
    settings = { pages: DEFAULT_PORTAL_PATHS };
    fake = await FakeManagementCluster.start(TEST_SETTINGS);
    send.mockReset().mockResolvedValue(undefined);
    const knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    replicas = [1, 2].map(() => {
      const transitions = new PhaseTransitions(knex);
      const { outbox } = transitions;
      const upgrades = new UpgradeWatch({
        snapshots: new UpgradeSnapshots(knex),
        clock,
        logger,
      });
      const wasUpgraded = (name: string, at: number) =>
        upgrades.wasUnderWay(name, at);
      const recorder = new TransitionRecorder({
        transitions,
        clock,
        logger,
        settings,
        wasUpgraded,
      });
      recorder.follow(fake);
      return {
        recorder,
        sender: new NotificationSender({
          outbox,
          notifications: { send },
          clock,
          logger,
        }),
        upgrades,
        lateNews: new LateNews({ transitions, wasUpgraded, clock, settings }),
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
  const recipients = () =>
    send.mock.calls.map(
      ([
        {
          recipients: { entityRef },
        },
      ]) => entityRef,
    );
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

  describe('of an upgrade of DPF', () => {
    const NOT_READY = 'DPU cluster dpf-clusters/blue is not ready';
    const READY = 'DPU cluster dpf-clusters/blue is ready';
    const ready = (status: 'True' | 'False', minute: number): Condition => ({
      type: 'Ready',
      status,
      reason: 'HealthCheck',
      message: '',
      lastTransitionTime: new Date(
        Date.parse('2026-11-24T10:00:00Z') + minute * 60_000,
      ).toISOString(),
    });
    const upgrade = async (
      targetVersion: string,
      validation: Condition['status'] = 'True',
    ) => {
      const { connection, server } = fake;
      const status = {
        version: 'v26.4.0',
        targetVersion,
        conditions: [
          { ...ready('True', 0), type: 'PreUpgradeValidationReady' },
        ],
      };
      status.conditions[0].status = validation;
      if (connection.operatorConfig() === undefined) {
        addOperatorConfig(server, { status });
      } else {
        server.objects.patch(
          'dpfoperatorconfigs',
          {
            namespace: 'dpf-operator-system',
            name: 'dpfoperatorconfig',
            status: true,
          },
          { status },
        );
      }
      await eventually(() => {
        const config = connection.operatorConfig();
        return (
          typeof config === 'object' &&
          config.status?.targetVersion === targetVersion
        );
      });
      await Promise.all(replicas.map(({ upgrades }) => upgrades.look([fake])));
    };
    const after = async (minutes: number) => {
      await clock.advance(minutes * 60_000);
      for (const { upgrades, lateNews } of replicas) {
        await upgrades.look([fake]);
        await lateNews.look([fake]);
      }
      await sendAll();
    };
    const readyCluster = async () => {
      const cluster = await add();
      await enter(cluster, 'Ready', [ready('True', 0)]);
      await sendAll();
      send.mockClear();
      return cluster;
    };

    it('say nothing of a cluster that is NotReady for a while', async () => {
      const cluster = await readyCluster();
      await upgrade('v26.8.0');
      await enter(cluster, 'NotReady', [ready('False', 1)]);
      await after(5);
      await enter(cluster, 'Ready', [ready('True', 5)]);
      await after(20);
      expect(titles()).toEqual([]);
    });

    it('say nothing when it is Ready again after the upgrade', async () => {
      const cluster = await readyCluster();
      await upgrade('v26.8.0');
      await enter(cluster, 'NotReady', [ready('False', 1)]);
      await after(5);
      await upgrade('v26.4.0');
      await enter(cluster, 'Ready', [ready('True', 6)]);
      await after(20);
      expect(titles()).toEqual([]);
    });

    it('tell once of a cluster that stays NotReady', async () => {
      const cluster = await readyCluster();
      await upgrade('v26.8.0');
      await enter(cluster, 'NotReady', [ready('False', 1)]);
      await after(15);
      expect(titles()).toEqual([]);
      await after(5);
      await after(5);
      expect(titles()).toEqual([NOT_READY]);
      await enter(cluster, 'Ready', [ready('True', 26)]);
      await sendAll();
      expect(titles()).toEqual([NOT_READY, READY]);
    });

    it.each([
      ['before it', undefined],
      ['while DPF’s check holds it up', 'False' as const],
    ])('tell at once of a NotReady %s', async (_, validation) => {
      const cluster = await readyCluster();
      await upgrade(validation ? 'v26.8.0' : 'v26.4.0', validation);
      await enter(cluster, 'NotReady', [ready('False', 1)]);
      await sendAll();
      expect(titles()).toEqual([NOT_READY]);
      await after(30);
      expect(titles()).toEqual([NOT_READY]);
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

  it('are for nobody where there is neither an owner nor a platform', async () => {
    await enter(await add(''), 'Ready');
    await sendAll();
    expect(send).not.toHaveBeenCalled();
  });

  it('reach the platform where there is no owner', async () => {
    settings.platformOwner = PLATFORM;
    await enter(await add(''), 'Ready');
    await sendAll();
    expect(recipients()).toEqual([PLATFORM]);
  });

  it('reach the platform too where the catalog does not have the owner', () => {
    const cluster = {
      uid: 'uid-1',
      managementCluster: 'local',
      namespace: 'team-x',
      name: 'blue',
      owner: OWNER,
    };
    const unknown: Finding = {
      code: 'OwnerUnknown',
      severity: 'warning',
      blocking: false,
      sentence: 'It is not in the catalog',
      remedy: 'Add it',
      who: 'platform',
    };
    const recipientsWith = (findings: Finding[]) =>
      phaseAnnouncement(
        { ...cluster, findings },
        'Ready',
        { number: 1 },
        { pages: DEFAULT_PORTAL_PATHS, platformOwner: PLATFORM },
      )?.recipients;
    expect(recipientsWith([])).toEqual([OWNER]);
    expect(recipientsWith([unknown])).toEqual([OWNER, PLATFORM]);
  });

  describe('link to the page of their cluster', () => {
    const ref = {
      managementCluster: 'local',
      namespace: 'team-x',
      name: 'twin',
    };
    const group = DPU_CLUSTER_GROUPS.guide;
    const twin = { ...ref, uid: 'uid-1', owner: OWNER };
    const both = [twin, { ...twin, uid: 'uid-2', groupQualifier: group }];
    const newsOf = (pages?: Partial<PortalPages>) =>
      both.map(each =>
        phaseAnnouncement(
          each,
          'Ready',
          { number: 1 },
          { pages: { ...DEFAULT_PORTAL_PATHS, ...pages } },
        ),
      );

    it('of the API group where two are served', () => {
      expect(newsOf().map(each => each?.link)).toEqual([
        '/dpu-clusters/local/team-x/twin',
        `/dpu-clusters/local/team-x/twin?group=${group}`,
      ]);
      expect(newsOf().map(each => each?.title)).toEqual([
        'DPU cluster team-x/twin is ready',
        `DPU cluster team-x/twin (${group}) is ready`,
      ]);
    });

    it.each([
      ['http://h', 'http://h/dpu-clusters/local/team-x/twin'],
      ['http://h/', 'http://h/dpu-clusters/local/team-x/twin'],
      ['http://h/portal', 'http://h/portal/dpu-clusters/local/team-x/twin'],
      ['http://h/portal//', 'http://h/portal/dpu-clusters/local/team-x/twin'],
    ])('absolute, with the path of %s', (appBaseUrl, link) => {
      expect(newsOf({ appBaseUrl })[0]?.link).toBe(link);
    });

    it('where the portal has it', () => {
      const cluster = '/fleet/:namespace/:name/on/:managementCluster';
      expect(newsOf({ cluster }).map(each => each?.link)).toEqual([
        '/fleet/team-x/twin/on/local',
        `/fleet/team-x/twin/on/local?group=${group}`,
      ]);
    });
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
});
