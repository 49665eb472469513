import { DPF_ANNOTATIONS, DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { eventually } from '@dpf-portal/test-support/tenants';
import request from 'supertest';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import {
  TEST_MANAGEMENT_CLUSTER,
  startDpfTestBackend,
} from '../__testUtils__/startDpfTestBackend';

const PLATFORM = '/api/dpf/platform';
const SETUP = '/api/dpf/management-clusters/local/setup';

describe('the platform’s page', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>> | undefined;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    backend = await startDpfTestBackend(options);
    return backend;
  };
  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  it('has a row for each management cluster, with who reconciles it', async () => {
    const { server } = await start({
      managementClusters: [
        TEST_MANAGEMENT_CLUSTER,
        { ...TEST_MANAGEMENT_CLUSTER, name: 'other', title: 'Other site' },
      ],
      served: { runBy: 'vendor' },
    });
    const { body } = await request(server).get(PLATFORM).expect(200);
    expect(body.managementClusters).toMatchObject([
      { managementCluster: 'local', title: 'local', reachable: true },
      {
        managementCluster: 'other',
        title: 'Other site',
        roles: [
          { role: 'kamaji', runBy: 'vendor', reason: expect.any(String) },
          { role: 'static', runBy: 'vendor' },
          { role: 'provisioning', runBy: 'vendor' },
        ],
      },
    ]);
  });

  it('puts the problems of all clusters together by their cause, and counts them by who acts', async () => {
    const { server, fake } = await start({
      served: { runBy: 'vendor' },
      platform: { runbookUrl: 'https://docs.example.com/operate/' },
    });
    for (const name of ['blue', 'green']) {
      await fake.add(name, { spec: { type: 'vendor/unknown' } });
    }
    const { body } = await request(server).get(PLATFORM).expect(200);
    expect(body.problems).toContainEqual(
      expect.objectContaining({
        code: 'NoManagerForType',
        who: 'platform',
        clusterCount: 2,
        runbookUrl: 'https://docs.example.com/operate/#nomanagerfortype',
      }),
    );
    const [problem] = body.problems;
    expect(problem.places[0]).toMatchObject({
      managementCluster: 'local',
      cluster: { managementCluster: 'local', namespace: 'dpf-clusters' },
      sentence: expect.any(String),
      remedy: expect.any(String),
    });
    expect(body.managementClusters[0]).toMatchObject({
      clusterCount: 2,
      problems: { platform: expect.any(Number), owner: 0 },
    });
    expect(body.managementClusters[0].problems.platform).toBeGreaterThan(1);
  });

  it('counts and names no cluster that the caller may not read', async () => {
    const { server, fake } = await start({
      permissions: ownersOnly('dpf.dpu-cluster.read'),
    });
    for (const [name, team] of [
      ['ours', 'team-a'],
      ['theirs', 'team-b'],
    ]) {
      await fake.add(name, {
        spec: { type: 'vendor/unknown' },
        annotations: { [DPF_ANNOTATIONS.owner]: `group:default/${team}` },
      });
    }
    const { body } = await request(server).get(PLATFORM).expect(200);
    expect(body.managementClusters[0].clusterCount).toBe(1);
    expect(JSON.stringify(body)).not.toContain('theirs');
  });

  it('lists the DPUs without a cluster and what they wait for, and says where they are not known', async () => {
    const { server, fake } = await start();
    fake.server.objects.create(
      `dpus.${DPU_CLUSTER_GROUPS.released}`,
      'dpf-operator-system',
      {
        metadata: { name: 'dpu-1' },
        ...{ status: { phase: 'Initializing' } },
      },
    );
    await eventually(
      () => fake.connection.stores.unassignedDpus().length === 1,
    );
    const { body } = await request(server).get(PLATFORM).expect(200);
    expect(body.unassignedDpus).toMatchObject({
      total: 1,
      items: [
        {
          managementCluster: 'local',
          namespace: 'dpf-operator-system',
          name: 'dpu-1',
          label: expect.stringContaining('Initializing'),
          waitsFor: expect.any(String),
        },
      ],
      unknownOn: [],
    });
    await backend?.stop();
    const closed = await start({
      served: { arrange: ({ forbidden }) => forbidden.add('dpus') },
    });
    const answer = await request(closed.server).get(PLATFORM).expect(200);
    expect(answer.body.unassignedDpus).toEqual({
      total: 0,
      items: [],
      unknownOn: ['local'],
    });
  });

  it('says that a management cluster is not reachable, with the time of what it shows', async () => {
    const { server, fake } = await start();
    await fake.add('blue');
    await fake.leave();
    const { body } = await request(server).get(PLATFORM).expect(200);
    expect(body.managementClusters[0]).toMatchObject({
      reachable: false,
      observedAt: expect.any(String),
      problem: expect.any(String),
      clusterCount: 1,
    });
    expect(body.problems).toContainEqual(
      expect.objectContaining({ code: 'ManagementClusterAway' }),
    );
    const setup = await request(server).get(SETUP).expect(200);
    expect(setup.body).toMatchObject({
      source: { reachable: false },
      checks: [{ check: 'API server', state: 'problem' }],
    });
  });

  it('names a missing right in the setup, and what gives it', async () => {
    const { server } = await start({
      served: { arrange: ({ forbidden }) => forbidden.add('nodes') },
    });
    const { body } = await request(server).get(SETUP).expect(200);
    expect(body.checks).toContainEqual({
      check: 'Rights',
      state: 'problem',
      message:
        'Rights to read are missing: get, list, watch nodes. What may not be read counts as unknown.',
      remedy: expect.stringContaining('portal-observe.yaml'),
    });
    await request(server)
      .get('/api/dpf/management-clusters/nowhere/setup')
      .expect(404);
  });

  it('is empty where no management cluster is configured', async () => {
    const { server } = await start({ managementClusters: [] });
    const { body } = await request(server).get(PLATFORM).expect(200);
    expect(body).toEqual({
      managementClusters: [],
      problems: [],
      unassignedDpus: { total: 0, items: [], unknownOn: [] },
    });
  });
});
