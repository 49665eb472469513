import { TestDatabases, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { DEFAULT_LEADER_ELECTION_NAMESPACE } from '@dpf-portal/dpf-world';
import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpfOperatorConfig,
  DpuRecord,
} from '@dpf-portal/dpf-model';
import { FakeApiServer } from '@dpf-portal/dpf-world/testing';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import request from 'supertest';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import {
  STATUS_VERSION,
  ServedOptions,
  addOperatorConfig,
} from '../__testUtils__/startServer';
import { TEST_SETTINGS } from '../__testUtils__/testSettings';
import { migrateDatabase } from '../database/migrateDatabase';
import { UpgradeSnapshots } from './UpgradeSnapshots';
import { UpgradeWatch } from './UpgradeWatch';

const { released, guide } = DPU_CLUSTER_GROUPS;
const OPERATOR = DEFAULT_LEADER_ELECTION_NAMESPACE;
const RUNNING = { version: 'v26.4.0', targetVersion: 'v26.8.0' };
const DONE = { version: 'v26.8.0', targetVersion: 'v26.8.0' };
const IDLE = { version: 'v26.4.0', targetVersion: 'v26.4.0' };
const START = Date.parse('2026-11-24T10:00:00Z');

/** Changes DPF's configuration as DPF does; resolves when the watch has seen it. */
async function setUpgrade(
  fake: FakeManagementCluster,
  status: NonNullable<DpfOperatorConfig['status']>,
): Promise<void> {
  fake.server.objects.patch(
    'dpfoperatorconfigs',
    { namespace: OPERATOR, name: 'dpfoperatorconfig', status: true },
    { status },
  );
  await eventually(() => {
    const config = fake.connection.operatorConfig();
    return (
      typeof config === 'object' &&
      config.status?.version === status.version &&
      config.status?.targetVersion === status.targetVersion
    );
  });
}

function addDpu(
  { objects }: Pick<FakeApiServer, 'objects'>,
  name: string,
  phase: string,
  more: { spec?: object; status?: object } = {},
): void {
  objects.create(`dpus.${released}`, OPERATOR, {
    metadata: { name },
    spec: { dpuNodeName: `host-of-${name}`, ...more.spec },
    status: { phase, ...more.status },
  } as Parameters<typeof objects.create>[2]);
}

const record = (name: string): DpuRecord => ({
  namespace: OPERATOR,
  name,
  uid: name,
  group: released,
  phase: 'Ready',
});

describe('The DPUs before an upgrade of DPF', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const logger = mockServices.logger.mock();
  const open = async () => {
    const knex = await databases.init('SQLITE_3');
    await migrateDatabase(knex);
    return new UpgradeSnapshots(knex);
  };
  const at = (minute: number) =>
    new Date(START + minute * 60_000).toISOString();
  const upgrade = { from: 'v26.4.0', to: 'v26.8.0' };

  it('are stored once for an upgrade, and again for the next try', async () => {
    const snapshots = await open();
    const take = (minute: number, ...names: string[]) =>
      snapshots.take('local', upgrade, {
        at: at(minute),
        late: false,
        dpus: names.map(record),
      });
    await Promise.all([take(0, 'a', 'b'), take(0, 'a', 'b')]);
    await take(1, 'a');
    expect(await snapshots.list('local')).toEqual([
      {
        id: expect.any(String),
        ...upgrade,
        takenAt: at(0),
        late: false,
        dpuCount: 2,
      },
    ]);
    await snapshots.end('local', at(5));
    await take(9, 'a');
    expect(await snapshots.list('local')).toMatchObject([
      { takenAt: at(9), dpuCount: 1 },
      { takenAt: at(0), endedAt: at(5) },
    ]);
    expect((await snapshots.latest('local'))?.dpus).toEqual([record('a')]);
    expect(await snapshots.latest('other')).toBeUndefined();
  });

  it('stay the first ones when the target changes meanwhile, and end when an end was missed', async () => {
    const snapshots = await open();
    const seen = (minute: number) => ({
      at: at(minute),
      late: false,
      dpus: [],
    });
    await snapshots.take('local', upgrade, seen(0));
    await snapshots.take('local', { ...upgrade, to: 'v26.8.1' }, seen(1));
    expect(await snapshots.list('local')).toHaveLength(1);
    await snapshots.take('local', { from: 'v26.8.0', to: 'v26.9.0' }, seen(2));
    expect(await snapshots.list('local')).toMatchObject([
      { to: 'v26.9.0' },
      { to: 'v26.8.0', endedAt: at(2) },
    ]);
  });

  it('are bounded: the last ten upgrades of half a year', async () => {
    const snapshots = await open();
    for (let nth = 0; nth < 12; nth++) {
      const seen = { at: at(nth * 10), late: false, dpus: [record('a')] };
      await snapshots.take('local', upgrade, seen);
      await snapshots.end('local', at(nth * 10 + 5));
    }
    expect(await snapshots.list('local')).toHaveLength(10);
    await snapshots.end('local', at(200 * 24 * 60));
    expect(await snapshots.list('local')).toEqual([]);
  });

  it('are stored by the first replica that sees the upgrade, whose time is known afterwards', async () => {
    const snapshots = await open();
    const clock = new FakeClock(START);
    const fake = await FakeManagementCluster.start(TEST_SETTINGS);
    addOperatorConfig(fake.server, { status: IDLE });
    addDpu(fake.server, 'dpu-1', 'Ready');
    await eventually(() => fake.connection.stores.unassignedDpus().length > 0);
    await setUpgrade(fake, IDLE);
    const replicas = [1, 2].map(
      () => new UpgradeWatch({ snapshots, clock, logger }),
    );
    const look = () =>
      Promise.all(replicas.map(replica => replica.look([fake])));
    await look();
    expect(await snapshots.list('local')).toEqual([]);

    await setUpgrade(fake, RUNNING);
    await look();
    await look();
    expect(await snapshots.list('local')).toMatchObject([
      { ...upgrade, late: false, dpuCount: 1 },
    ]);
    const late = new UpgradeWatch({ snapshots, clock, logger });
    await late.look([fake]);
    await clock.advance(10 * 60_000);
    await setUpgrade(fake, DONE);
    await look();
    await late.look([fake]);
    expect(await snapshots.list('local')).toMatchObject([{ endedAt: at(10) }]);
    for (const replica of [...replicas, late]) {
      const ran = [-5, 0, 9, 11].map(minute =>
        replica.wasUnderWay('local', START + minute * 60_000),
      );
      expect(ran).toEqual([false, true, true, false]);
    }
    await fake.stop();
  });

  it('are stored as soon as the upgrade is seen, without waiting for the next look', async () => {
    const snapshots = await open();
    const clock = new FakeClock(START);
    const fake = await FakeManagementCluster.start(TEST_SETTINGS);
    await fake.add('blue');
    addOperatorConfig(fake.server, { status: IDLE });
    await setUpgrade(fake, IDLE);
    const watch = new UpgradeWatch({ snapshots, clock, logger });
    await watch.look([fake]);
    const stop = watch.follow(fake);
    await setUpgrade(fake, RUNNING);
    await eventually(() => watch.wasUnderWay('local', START));
    expect(await snapshots.list('local')).toMatchObject([{ late: false }]);
    stop();
    await fake.stop();
  });

  it('are not stored where they may not be read, and a portal that starts later says so', async () => {
    const snapshots = await open();
    const clock = new FakeClock(START);
    const fake = await FakeManagementCluster.start(TEST_SETTINGS);
    addOperatorConfig(fake.server, { status: RUNNING });
    await setUpgrade(fake, RUNNING);
    await new UpgradeWatch({ snapshots, clock, logger }).look([fake]);
    expect(await snapshots.list('local')).toMatchObject([{ late: true }]);
    await fake.stop();
  });
});

describe('While DPF is upgraded', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>> | undefined;
  const start = async (
    options: Omit<
      NonNullable<Parameters<typeof startDpfTestBackend>[0]>,
      'served'
    > & {
      served?: ServedOptions;
    } = {},
    status: NonNullable<DpfOperatorConfig['status']> = RUNNING,
  ) => {
    backend = await startDpfTestBackend({
      ...options,
      served: {
        ...options.served,
        arrange: server => {
          addOperatorConfig(server, { status });
          options.served?.arrange?.(server);
        },
      },
    });
    return backend;
  };
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });
  const CLUSTERS = '/api/dpf/dpu-clusters';
  const KAMAJI = { requestId: 'task-1', name: 'blue', type: 'kamaji' };
  const SAID =
    'DPF on local is being upgraded from v26.4.0 to v26.8.0. No DPU cluster is created there until the upgrade has ended.';

  it('a new cluster is refused with the reason, in a dry run too, whatever else is wrong', async () => {
    const { server, fake } = await start();
    for (const [query, body] of [
      ['', KAMAJI],
      ['?dryRun=true', KAMAJI],
      ['?dryRun=true', { ...KAMAJI, maxNodes: 5_000 }],
    ] as const) {
      const answer = await request(server)
        .post(`${CLUSTERS}${query}`)
        .send(body)
        .expect(409);
      expect(answer.body.error.message).toContain(SAID);
    }
    expect(fake.server.writeLog().join()).not.toContain('dpuclusters');
    // The form says it before anything is filled in.
    const refused = async () => {
      const { body } = await request(server)
        .get('/api/dpf/management-clusters')
        .expect(200);
      return body.items[0].refused;
    };
    expect(await refused()).toContain(SAID);
    await setUpgrade(fake, DONE);
    expect(await refused()).toBeUndefined();
    await request(server).post(CLUSTERS).send(KAMAJI).expect(201);
  });

  it('a request that has made its cluster already gets its answer', async () => {
    const { server, fake } = await start({}, IDLE);
    await request(server).post(CLUSTERS).send(KAMAJI).expect(201);
    await setUpgrade(fake, RUNNING);
    const { body } = await request(server)
      .post(CLUSTERS)
      .send(KAMAJI)
      .expect(200);
    expect(body.created).toBe(false);
  });

  it('a change that DPF acts on is refused, in a dry run too; others and the deletion are made', async () => {
    const { server, fake } = await start();
    const { metadata } = await fake.add('blue', {
      annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' },
    });
    const one = `${CLUSTERS}/local/dpf-clusters/blue`;
    for (const query of ['', '?dryRun=true']) {
      for (const change of [
        { maxNodes: 3 },
        { labels: { a: 'b' } },
        { renewCertificates: 'kubeconfig' },
        { restore: 'controlPlane' },
      ]) {
        const { body } = await request(server)
          .patch(`${one}${query}`)
          .send(change)
          .expect(409);
        expect(body.error.message).toMatch(
          /Until the upgrade has ended, .* cannot be changed/,
        );
      }
    }
    await request(server).patch(one).send({ purpose: 'test' }).expect(200);
    await request(server).delete(`${one}?uid=${metadata.uid}`).expect(204);
  });

  it('clusters of the guide’s group are made and changed', async () => {
    const { server } = await start({ served: { groups: [released, guide] } });
    await request(server)
      .post(CLUSTERS)
      .send({ ...KAMAJI, group: guide })
      .expect(201);
    await request(server)
      .patch(`${CLUSTERS}/local/dpf-clusters/blue?group=${guide}`)
      .send({ maxNodes: 3 })
      .expect(200);
  });

  it('nothing is refused where DPF’s configuration may not be read', async () => {
    const { server } = await start({
      served: {
        arrange: ({ forbidden }) => forbidden.add('dpfoperatorconfigs'),
      },
    });
    await request(server).post(CLUSTERS).send(KAMAJI).expect(201);
  });

  const UPGRADE = '/api/dpf/management-clusters/local/upgrade';
  const MESSAGE = [
    'Validation must pass for DPF upgrade to continue:',
    '  * DPU State:',
    '    * DPU dpu-1 is not ready',
    '    * DPU not-there is not ready',
    '  * Kubernetes Version Skew:',
    `    * kubernetes version skew violated: cluster dpf-clusters/blue: DPU ${OPERATOR}/dpu-2: kubelet version (v1.31.0) is more than 3 minor versions behind kube-apiserver version (v1.35.4)`,
    '  * Something new:',
    '    * nobody can parse this',
  ].join('\n');

  it('the platform sees each blocker with its host, cluster and owner, and the text of others', async () => {
    const { server, fake } = await start(
      {
        served: {
          schema: STATUS_VERSION,
          runBy: 'vendor',
          arrange: api => {
            const spec = {
              cluster: { namespace: 'dpf-clusters', name: 'blue' },
            };
            addDpu(api, 'dpu-1', 'Error', { spec });
            addDpu(api, 'dpu-2', 'Ready');
          },
        },
      },
      {
        ...RUNNING,
        conditions: [
          {
            type: 'PreUpgradeValidationReady',
            status: 'False',
            reason: 'Error',
            message: MESSAGE,
            lastTransitionTime: '2026-11-24T09:00:00Z',
          },
        ],
      },
    );
    await fake.add('blue', {
      annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' },
      status: { phase: 'Ready' },
    });
    const { body } = await request(server).get(UPGRADE).expect(200);
    const cluster = {
      managementCluster: 'local',
      namespace: 'dpf-clusters',
      name: 'blue',
    };
    const owner = 'group:default/team-a';
    expect(body.blockers).toEqual({
      since: '2026-11-24T09:00:00Z',
      total: 4,
      items: [
        {
          check: 'DPU State',
          text: 'DPU dpu-1 is not ready',
          object: { kind: 'DPU', namespace: OPERATOR, name: 'dpu-1' },
          host: 'host-of-dpu-1',
          cluster,
          owner,
        },
        {
          check: 'DPU State',
          text: 'DPU not-there is not ready',
          object: { kind: 'DPU', name: 'not-there' },
        },
        {
          check: 'Kubernetes Version Skew',
          text: expect.stringContaining('kubelet version (v1.31.0)'),
          object: { kind: 'DPU', namespace: OPERATOR, name: 'dpu-2' },
          host: 'host-of-dpu-2',
          cluster,
          owner,
          skew: { kubelet: 'v1.31.0', server: 'v1.35.4', kubeletIs: 'older' },
        },
        { check: 'Something new', text: 'nobody can parse this' },
      ],
    });
    expect(body.refused).toContain(SAID);
    expect(body.dpf).toMatchObject({
      version: 'v26.4.0',
      targetVersion: 'v26.8.0',
    });
    expect(body.forecast.kubernetes.version).toBe('v1.35.6');
    expect(body.forecast.items).toEqual([
      {
        cluster,
        owner,
        forecasts: [
          expect.objectContaining({
            about: 'controlPlane',
            verdict: 'unknown',
          }),
          expect.objectContaining({ about: 'kubelets', verdict: 'unknown' }),
        ],
      },
    ]);
  });

  it('the DPUs are compared with those before', async () => {
    const knex = await databases.init('SQLITE_3');
    const { server, fake } = await start(
      {
        database: { getClient: async () => knex },
        served: { arrange: api => addDpu(api, 'dpu-1', 'Ready') },
      },
      RUNNING,
    );
    const before = await request(server).get(UPGRADE).expect(200);
    expect(before.body).not.toHaveProperty('comparison');
    await new UpgradeWatch({
      snapshots: new UpgradeSnapshots(knex),
      clock: new FakeClock(START),
      logger: mockServices.logger.mock(),
    }).look([fake]);
    fake.server.objects.patch(
      `dpus.${released}`,
      { namespace: OPERATOR, name: 'dpu-1', status: true },
      { status: { phase: 'Error' } },
    );
    addDpu(fake.server, 'dpu-2', 'Pending');
    await eventually(
      () => fake.connection.stores.unassignedDpus().length === 2,
    );
    const { body } = await request(server).get(UPGRADE).expect(200);
    expect(body.comparison).toMatchObject({
      from: 'v26.4.0',
      to: 'v26.8.0',
      late: true,
      dpuCount: 1,
      counts: { missing: 0, worse: 1, new: 1, same: 0 },
      differences: [
        {
          kind: 'worse',
          before: { phase: 'Ready' },
          after: { phase: 'Error' },
        },
        { kind: 'new', after: { name: 'dpu-2' } },
      ],
    });
  });

  it('others than the platform’s engineers see nothing of it', async () => {
    const { server, auditor } = await start({
      permissions: mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(({ permission }) => ({
            result:
              permission.name === 'dpf.platform.read'
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
          })),
        authorizeConditional: async requests =>
          requests.map(() => ({ result: AuthorizeResult.ALLOW })),
      }),
    });
    await request(server).get(UPGRADE).expect(403);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'management-cluster-fetch',
        meta: { queryType: 'upgrade', name: 'local' },
      }),
    );
    await request(server)
      .get('/api/dpf/management-clusters/other/upgrade')
      .expect(403);
  });

  it('a management cluster that is not configured is a 404', async () => {
    const { server } = await start();
    await request(server)
      .get('/api/dpf/management-clusters/other/upgrade')
      .expect(404);
  });

  it('what may not be read is said', async () => {
    const { server } = await start({
      served: {
        arrange: ({ forbidden }) => forbidden.add('dpfoperatorconfigs'),
      },
    });
    const { body } = await request(server).get(UPGRADE).expect(200);
    expect(body.dpf).toEqual({ readable: false });
    expect(body.forecast.kubernetes.basis).toMatch(/may not read/);
    expect(body).not.toHaveProperty('refused');
  });
});
