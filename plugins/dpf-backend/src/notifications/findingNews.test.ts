import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import {
  DEFAULT_PORTAL_PATHS,
  DPF_ANNOTATIONS,
  DpuCluster,
  Finding,
  UPGRADE_PATIENCE_MS,
} from '@dpf-portal/dpf-model';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import { Knex } from 'knex';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { addOperatorConfig } from '../__testUtils__/startServer';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { Acknowledgements } from '../acknowledgements/Acknowledgements';
import { migrateDatabase } from '../database/migrateDatabase';
import { NewsSettings } from './Announcement';
import { FindingNews } from './FindingNews';
import { FindingNotices } from './FindingNotices';
import { NotificationOutbox } from './NotificationOutbox';
import { NotificationSender } from './NotificationSender';

const OWNER = 'group:default/team-a';
const PLATFORM = 'group:default/platform';
const MINUTE_MS = 60_000;
/** Nobody handles this type: the platform team must act, and the cluster is blocked. */
const STUCK = { type: 'example.com/unknown' };
/** It names no kubeconfig: the owner must act. */
const UNNAMED = { type: 'static' };
const CREATED = '2026-11-24T10:00:00Z';

describe('News of findings', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const logger = mockServices.logger.mock();
  let clock: FakeClock;
  let fake: FakeManagementCluster;
  let knex: Knex;
  let settings: NewsSettings;
  let replicas: Array<{
    news: FindingNews;
    acknowledgements: Acknowledgements;
    sender: NotificationSender;
  }>;
  const send = jest.fn();

  function startReplica() {
    const outbox = new NotificationOutbox(knex);
    const acknowledgements = new Acknowledgements(knex, outbox, clock);
    return {
      acknowledgements,
      news: new FindingNews({
        notices: new FindingNotices(knex, outbox),
        acknowledgements,
        clock,
        settings,
      }),
      sender: new NotificationSender({
        outbox,
        notifications: { send },
        clock,
        logger,
      }),
    };
  }

  beforeEach(async () => {
    clock = new FakeClock(Date.parse('2026-11-24T10:00:00Z'));
    settings = { pages: DEFAULT_PORTAL_PATHS, platformOwner: PLATFORM };
    fake = await FakeManagementCluster.start(TEST_SETTINGS);
    send.mockReset().mockResolvedValue(undefined);
    knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    replicas = [startReplica(), startReplica()];
  });
  afterEach(() => fake.stop());

  async function look() {
    for (const { news } of replicas) {
      await news.look([fake]);
    }
    for (const { sender } of replicas) {
      sender.wake();
      await sender.settled();
    }
  }
  /** As the scheduler does: a look every 30 seconds. */
  async function after(minutes: number) {
    for (let half = 0; half < minutes * 2; half++) {
      await clock.advance(MINUTE_MS / 2);
      await look();
    }
  }
  const add = (
    name: string,
    { owner = OWNER, spec = STUCK as Partial<DpuCluster['spec']> } = {},
  ) =>
    fake.add(name, {
      creationTimestamp: CREATED,
      annotations: owner ? { [DPF_ANNOTATIONS.owner]: owner } : {},
      spec,
    });
  const remove = (cluster: DpuCluster) => fake.remove(cluster);
  const sent = () =>
    send.mock.calls.map(([{ recipients, payload }]) => ({
      to: recipients.entityRef,
      ...payload,
    }));
  const titles = () => sent().map(({ title }) => title);
  const told = () => sent().map(({ to, title }) => `${to} ${title}`);
  const BLUE = 'DPU cluster dpf-clusters/blue';

  it('are sent once, when it has lasted a minute, by two replicas and after a restart', async () => {
    await add('blue');
    await look();
    await clock.advance(59_000);
    await look();
    expect(titles()).toEqual([]);
    await clock.advance(1_000);
    await look();
    expect(told()).toEqual([
      `${OWNER} ${BLUE} needs somebody to act`,
      `${PLATFORM} ${BLUE} needs somebody to act`,
    ]);
    replicas = [startReplica(), startReplica()];
    await after(10);
    expect(titles()).toHaveLength(2);
  });

  it('say nothing of what lasts less than a minute', async () => {
    const cluster = await add('blue');
    await look();
    await clock.advance(30_000);
    await look();
    await remove(cluster);
    await after(10);
    expect(titles()).toEqual([]);
  });

  it('reach the owner where the owner must act, and the platform only where there is no owner', async () => {
    await add('blue', { spec: UNNAMED });
    await add('green', { spec: UNNAMED, owner: '' });
    await after(2);
    expect(told()).toEqual([
      `${OWNER} ${BLUE} needs somebody to act`,
      `${PLATFORM} DPU cluster dpf-clusters/green needs somebody to act`,
    ]);
    expect(sent()[0].description).toContain('names no Secret');
  });

  it('reach one person once who is of the owner and of the platform', async () => {
    await add('blue');
    await after(2);
    expect(new Set(sent().map(({ scope }) => scope)).size).toBe(1);
    send.mockClear();
    settings.platformOwner = OWNER;
    await add('green');
    await after(12);
    const green = 'DPU cluster dpf-clusters/green';
    expect(told()).toContain(
      `${OWNER} 2 DPU clusters of local need somebody to act: NoManagerForType`,
    );
    expect(told()).not.toContain(`${OWNER} ${green} needs somebody to act`);
  });

  it('reach the others though those of one cluster cannot be stored', async () => {
    settings.platformOwner = undefined;
    await add('blue');
    await add('green', { owner: 'group:default/team-b' });
    await look();
    await clock.advance(MINUTE_MS);
    const [{ news, sender }] = replicas;
    const store = jest
      .spyOn(NotificationOutbox.prototype, 'add')
      .mockRejectedValueOnce(new Error('too long'));
    await expect(news.look([fake])).rejects.toThrow('too long');
    store.mockRestore();
    sender.wake();
    await sender.settled();
    expect(titles()).toHaveLength(1);
    await look();
    expect(titles()).toHaveLength(2);
  });

  describe('of one cause for the platform', () => {
    const many = async (from: number, to: number) => {
      for (let nth = from; nth <= to; nth++) {
        await add(`c${nth}`, { owner: '' });
      }
    };

    it('are one, which says how many clusters have it and grows with them', async () => {
      await many(1, 40);
      await after(2);
      expect(told()).toEqual([
        `${PLATFORM} 40 DPU clusters of local need somebody to act: NoManagerForType`,
      ]);
      expect(sent()[0]).toMatchObject({
        link: '/dpu-clusters/platform',
        severity: 'high',
        description: expect.stringContaining('No known controller'),
      });
      await many(41, 42);
      await after(3);
      expect(titles()).toHaveLength(1);
      await after(12);
      expect(titles().slice(1)).toEqual([
        '42 DPU clusters of local need somebody to act: NoManagerForType',
      ]);
      const scopes = sent().map(({ scope }) => scope);
      expect(new Set(scopes).size).toBe(1);
    });

    it('are resolved when the last cluster has it no more', async () => {
      const one = await add('blue', { owner: '' });
      const other = await add('green', { owner: '' });
      await after(2);
      send.mockClear();
      await remove(one);
      await after(15);
      expect(titles()).toEqual([]);
      await remove(other);
      await after(15);
      expect(titles()).toEqual(['2 DPU clusters of local: problem resolved']);
    });
  });

  describe('of a finding that ends', () => {
    it('say so once under the same scope, to those who were told of it', async () => {
      const cluster = await add('blue', { spec: UNNAMED });
      await after(2);
      const [{ scope }] = sent();
      await remove(cluster);
      await after(4.5);
      expect(titles()).toHaveLength(1);
      await after(20);
      expect(sent().slice(1)).toEqual([
        expect.objectContaining({
          to: OWNER,
          scope,
          title: `${BLUE}: problem resolved`,
          severity: 'low',
          link: '/dpu-clusters/local/dpf-clusters/blue',
        }),
      ]);
    });

    describe('and opens again', () => {
      let cluster: DpuCluster;
      /** A pause that is no time is ignored, and the owner must act. */
      const pause = (until: string | null) =>
        fake.change(cluster, {
          metadata: { annotations: { [DPF_ANNOTATIONS.pausedUntil]: until } },
        });

      beforeEach(async () => {
        settings.platformOwner = undefined;
        cluster = await fake.add('blue', {
          creationTimestamp: CREATED,
          annotations: { [DPF_ANNOTATIONS.owner]: OWNER },
          spec: STUCK,
          status: { phase: 'Ready' },
        });
        await pause('soon');
        await after(2);
      });

      it('say at first what it is', () => {
        expect(sent()).toEqual([
          expect.objectContaining({
            to: OWNER,
            title: `${BLUE} needs somebody to act`,
            severity: 'normal',
          }),
        ]);
      });

      it('say nothing while it flaps', async () => {
        for (let flap = 0; flap < 4; flap++) {
          await pause(null);
          await after(4);
          await pause('soon');
          await after(2);
        }
        expect(titles()).toHaveLength(1);
      });

      it('announce it anew', async () => {
        const [{ scope }] = sent();
        send.mockClear();
        await pause(null);
        await after(10);
        expect(titles()).toEqual([`${BLUE}: problem resolved`]);
        await pause('soon');
        await after(2);
        expect(titles().slice(1)).toEqual([`${BLUE} needs somebody to act`]);
        expect(sent()[1].scope).not.toBe(scope);
      });
    });

    it.each([
      ['the management cluster is away', () => fake.leave()],
      [
        'the right to read clusters is lost',
        async () => {
          fake.server.forbid('dpuclusters');
          await fake.retried(() =>
            [...fake.connection.stores.clusters.values()].some(
              ({ forbidden }) => forbidden,
            ),
          );
        },
      ],
    ])('say nothing because %s', async (_, lose) => {
      await add('blue', { spec: UNNAMED });
      await after(2);
      send.mockClear();
      await lose();
      await after(30);
      expect(told().filter(title => !title.startsWith(PLATFORM))).toEqual([]);
    });
  });

  it('tell the platform of a management cluster that stays away', async () => {
    await look();
    await fake.leave();
    await after(4);
    expect(titles()).toEqual([]);
    await after(10);
    expect(sent()).toEqual([
      expect.objectContaining({
        to: PLATFORM,
        title: 'Management cluster local needs somebody to act',
        link: '/dpu-clusters/platform',
        description: expect.stringContaining('cannot reach local'),
      }),
    ]);
  });

  describe('during an upgrade of DPF', () => {
    const upgrade = async (targetVersion: string) => {
      const { connection, server } = fake;
      const condition = {
        type: 'PreUpgradeValidationReady',
        status: 'True' as const,
        reason: 'Passed',
        message: '',
        lastTransitionTime: '2026-11-24T10:00:00Z',
      };
      const status = {
        version: 'v26.4.0',
        targetVersion,
        conditions: [condition],
      };
      if (connection.operatorConfig() === undefined) {
        addOperatorConfig(server, { status });
      } else {
        const name = 'dpfoperatorconfig';
        const namespace = 'dpf-operator-system';
        server.objects.patch(
          'dpfoperatorconfigs',
          { namespace, name, status: true },
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
    };
    const PATIENCE = UPGRADE_PATIENCE_MS / MINUTE_MS;

    it('say nothing of what ends with it', async () => {
      await upgrade('v26.8.0');
      const cluster = await add('blue', { owner: '' });
      await after(5);
      await upgrade('v26.4.0');
      await remove(cluster);
      await after(30);
      expect(titles()).toEqual([]);
    });

    it('tell late of what stays', async () => {
      await upgrade('v26.8.0');
      await add('blue', { owner: '' });
      await after(PATIENCE - 1);
      expect(titles()).toEqual([]);
      await after(2);
      expect(titles()).toEqual([`${BLUE} needs somebody to act`]);
    });

    it('tell at once of what it does not explain', async () => {
      await upgrade('v26.8.0');
      await add('blue', { spec: UNNAMED });
      await after(2);
      expect(titles()).toEqual([`${BLUE} needs somebody to act`]);
    });
  });

  describe('of an acknowledged finding', () => {
    const CODE: Finding['code'] = 'KubeconfigUnusable';
    const acknowledge = async (cluster: DpuCluster, minutes: number) => {
      const [{ acknowledgements }] = replicas;
      await acknowledgements.store({
        managementCluster: 'local',
        uid: cluster.metadata.uid ?? '',
        namespace: 'dpf-clusters',
        code: CODE,
        by: 'user:default/ann',
        at: new Date(clock.now()).toISOString(),
        until: new Date(clock.now() + minutes * MINUTE_MS).toISOString(),
        note: 'The network is being built.',
      });
    };
    const isAcknowledged = async (cluster: DpuCluster) => {
      const fresh = startReplica().acknowledgements;
      await fresh.refresh();
      const { uid = '' } = cluster.metadata;
      return fresh.of('local', uid)(CODE) !== undefined;
    };

    it('say nothing until its time is over, and then remind once', async () => {
      const cluster = await add('blue', { spec: UNNAMED });
      await after(2);
      const [{ scope }] = sent();
      await acknowledge(cluster, 60);
      await after(59);
      expect(titles()).toHaveLength(1);
      await after(30);
      expect(sent().slice(1)).toEqual([
        expect.objectContaining({
          to: OWNER,
          scope,
          title: `${BLUE} still needs somebody to act`,
          description: expect.stringContaining('until 2026-11-24 11:02 UTC'),
        }),
      ]);
      expect(await isAcknowledged(cluster)).toBe(false);
    });

    it('announce one at the end that was acknowledged before it was announced', async () => {
      const cluster = await add('blue', { spec: UNNAMED });
      await acknowledge(cluster, 60);
      await after(59);
      expect(titles()).toEqual([]);
      await after(30);
      expect(titles()).toEqual([`${BLUE} needs somebody to act`]);
    });

    it('end it together with the finding', async () => {
      const cluster = await add('blue', { spec: UNNAMED });
      await acknowledge(cluster, 600);
      await after(2);
      expect(await isAcknowledged(cluster)).toBe(true);
      await remove(cluster);
      await after(4);
      expect(await isAcknowledged(cluster)).toBe(true);
      await after(10);
      expect(await isAcknowledged(cluster)).toBe(false);
      expect(titles()).toEqual([]);
    });

    it('keep it while the management cluster is away', async () => {
      const cluster = await add('blue', { spec: UNNAMED });
      await after(2);
      await acknowledge(cluster, 600);
      await fake.leave();
      await after(30);
      expect(await isAcknowledged(cluster)).toBe(true);
    });
  });
});
