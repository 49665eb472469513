import { mockCredentials } from '@backstage/backend-test-utils';
import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  FieldProblem,
} from '@dpf-portal/dpf-model';
import { dpuClusterUpdatePermission } from '@dpf-portal/backstage-plugin-dpf-common';
import { FREE_LABEL_KEYS, RESERVED_LABEL_KEYS } from '@dpf-portal/test-support';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import request from 'supertest';
import { FakeManagementCluster } from '../__testUtils__/FakeManagementCluster';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import {
  TEST_MANAGEMENT_CLUSTER,
  startDpfTestBackend,
} from '../__testUtils__/startDpfTestBackend';
import {
  STATUS_VERSION,
  ServedOptions,
  addOperatorConfig,
} from '../__testUtils__/startServer';

describe('PATCH /dpu-clusters', () => {
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

  it('changes a cluster though a controller was faster, after looking again', async () => {
    const { server, fake } = await start();
    await fake.add('blue');
    fake.server.unwatched.add('dpuclusters');
    fake.server.objects.patch(
      `dpuclusters.${DPU_CLUSTER_GROUPS.released}`,
      { namespace: 'dpf-clusters', name: 'blue', status: true },
      { status: { phase: 'Creating' } },
    );

    const { body } = await request(server)
      .patch('/api/dpf/dpu-clusters/local/dpf-clusters/blue')
      .send({ maxNodes: 20 })
      .expect(200);
    expect(body.item).toMatchObject({ maxNodes: 20, phase: 'Creating' });
  });

  const change = (
    server: Parameters<typeof request>[0],
    body: object,
    name = 'blue',
  ) =>
    request(server)
      .patch(`/api/dpf/dpu-clusters/local/dpf-clusters/${name}`)
      .send(body);
  const live = (fake: FakeManagementCluster) =>
    fake.all<DpuCluster>('dpuclusters')[0];

  it.each(['set', 'x', null])(
    'leaves reserved labels alone when %j is asked for, and sets and removes others',
    async value => {
      const { server, fake } = await start();
      const reserved = RESERVED_LABEL_KEYS.map(key => [key, 'x'] as const);
      const free = FREE_LABEL_KEYS.map(key => [key, 'x'] as const);
      const labels = Object.fromEntries([...reserved, ...free]);
      await fake.add('blue', { labels });
      for (const key of RESERVED_LABEL_KEYS) {
        const { body } = await change(server, {
          labels: { [key]: value, tier: 'gold' },
        }).expect(400);
        expect(body.error.details).toEqual([
          { field: 'labels', reason: expect.stringContaining(key) },
        ]);
      }
      expect(live(fake).metadata.labels).toEqual(labels);

      await change(server, {
        labels: Object.fromEntries(FREE_LABEL_KEYS.map(key => [key, value])),
      }).expect(200);
      expect(live(fake).metadata.labels).toEqual({
        ...Object.fromEntries(reserved),
        ...(value !== null &&
          Object.fromEntries(FREE_LABEL_KEYS.map(key => [key, value]))),
      });
    },
  );

  describe('that says nothing', () => {
    const EMPTY: Array<[string, unknown]> = [
      ['owner', ''],
      ['owner', ' '],
      ['owner', '\t\n'],
      ['owner', 'group:default/'],
      ['owner', null],
      ['purpose', ''],
      ['purpose', ' '],
      ['expires', ''],
      ['expires', ' '],
      ['pausedUntil', ''],
      ['pausedUntil', ' '],
      ['version', ''],
      ['version', ' '],
      ['version', null],
      ['maxNodes', null],
      ['maxNodes', ''],
      ['maxNodes', 0],
      ['labels', null],
      ['labels', {}],
      ['labels', { '': 'x' }],
      ['labels', { ' ': null }],
      ['kubeconfigUpload', ''],
      ['kubeconfigUpload', ' '],
      ['kubeconfigUpload', null],
      ['namespace', 'team-a'],
      ['Owner', 'group:default/team-a'],
      ['requestedBy', 'user:default/eve'],
      ['requestId', 'task-2'],
      ['requestDigest', '0'],
      ['templateRef', 'template:default/other'],
    ];

    it.each(EMPTY)(
      'is a 400 that names the field (%s: %j)',
      async (field, value) => {
        const { server, fake } = await start({
          // Also for somebody who may change what is theirs only.
          permissions: ownersOnly(dpuClusterUpdatePermission.name),
        });
        await fake.add('blue', {
          annotations: {
            [DPF_ANNOTATIONS.owner]: 'group:default/team-a',
            [DPF_ANNOTATIONS.expires]: '2027-01-31T23:59:59.000Z',
            [DPF_ANNOTATIONS.purpose]: 'dev',
          },
          spec: { version: 'v1.29.0', maxNodes: 5 },
        });
        const before = live(fake);
        const others = { maxNodes: 7, purpose: 'prod' };
        for (const body of [
          { [field]: value },
          { ...others, [field]: value },
        ]) {
          const { body: answer } = await change(server, body).expect(400);
          expect(
            answer.error.details.map((problem: FieldProblem) => problem.field),
          ).toContain(field);
        }
        expect(live(fake)).toEqual(before);
      },
    );

    it.each([[{}], [[]], ['""'], ['null']])('is a 400 (%j)', async body => {
      const { server, fake } = await start();
      await fake.add('blue');
      const before = live(fake);
      await request(server)
        .patch('/api/dpf/dpu-clusters/local/dpf-clusters/blue')
        .set('Content-Type', 'application/json')
        .send(body)
        .expect(400);
      expect(live(fake)).toEqual(before);
    });
  });

  describe('of maxNodes', () => {
    it('is refused with the number that fits into the cluster’s pod range', async () => {
      const { server, fake } = await start();
      const blue = await fake.add('blue');
      await fake.addControlPlane(blue, {
        spec: { networkProfile: { podCidr: '10.244.0.0/18' } },
      });
      const { body } = await change(server, { maxNodes: 65 }).expect(400);
      expect(body.error.details).toEqual([
        {
          field: 'maxNodes',
          reason:
            'The pod range 10.244.0.0/18 has room for 64 DPUs, not for 65.',
        },
      ]);
      await change(server, { maxNodes: 64 }).expect(200);
    });

    it('goes by what a control plane can get while there is none', async () => {
      const { server, fake } = await start({
        served: {
          arrange: api =>
            addOperatorConfig(api, {
              spec: { flannel: { podCIDR: '10.100.0.0/20' } },
            }),
        },
      });
      await fake.add('blue');
      await change(server, { maxNodes: 17 }).expect(400);
      await change(server, { maxNodes: 16 }).expect(200);
    });
  });

  describe('of the version', () => {
    const addInstalled = async (
      fake: FakeManagementCluster,
      {
        asked,
        version,
        reported = version,
      }: { asked: string; version: string; reported?: string },
    ) =>
      fake.addControlPlane(
        await fake.add('blue', { spec: { version: asked } }),
        {
          spec: { kubernetes: { version: reported } },
          status: { kubernetesResources: { version: { version } } },
        },
      );

    it('asks for the next minor version and shows the installed one', async () => {
      const { server, fake } = await start();
      await addInstalled(fake, { asked: 'v1.29.0', version: 'v1.29.0' });
      const { body } = await change(server, { version: 'v1.30.2' }).expect(200);
      expect(live(fake).spec.version).toBe('v1.30.2');
      expect(body.item.version).toBe('v1.29.0');
    });

    it.each([
      ['v1.31.0', 'after v1.29.0 comes v1.30.'],
      ['v1.28.0', 'cannot go back'],
      ['newest', 'such as v1.30.2'],
    ])('to %s is a 400 with the reason', async (version, reason) => {
      const { server, fake } = await start();
      // What is asked for counts for nothing: what is installed does.
      await addInstalled(fake, { asked: 'v1.30.0', version: 'v1.29.0' });
      const { body } = await change(server, { version }).expect(400);
      expect(body.error.details).toEqual([
        { field: 'version', reason: expect.stringContaining(reason) },
      ]);
      expect(live(fake).spec.version).toBe('v1.30.0');
    });

    it('may be the installed one again while another was requested and not reached', async () => {
      const { server, fake } = await start();
      await addInstalled(fake, {
        asked: 'v1.30.0',
        version: 'v1.29.0',
        reported: 'v1.30.0',
      });
      await change(server, { version: 'v1.30.1' }).expect(200);
      await change(server, { version: 'v1.28.0' }).expect(400);
      const { body } = await change(server, { version: 'v1.29.0' }).expect(200);
      expect(live(fake).spec.version).toBe('v1.29.0');
      expect(body.item.version).toBe('v1.29.0');
    });

    it('is not called installed while the control plane is still being made', async () => {
      const { server, fake } = await start();
      const blue = await fake.add('blue', { spec: { version: 'v1.30.0' } });
      await fake.addControlPlane(blue, {
        spec: { kubernetes: { version: 'v1.30.0' } },
      });
      const { body } = await change(server, { version: 'v1.29.0' }).expect(400);
      expect(body.error.details[0].reason).toContain(
        'still being made with v1.30.0',
      );
      const answer = await change(server, { version: 'v1.31.0' }).expect(200);
      expect(answer.body.item.version).toBeUndefined();
      expect(answer.body.item.requestedVersion).toBe('v1.31.0');
    });

    it('is one that the policy offers', async () => {
      const { policy } = TEST_MANAGEMENT_CLUSTER;
      const versions = ['v1.29.0', 'v1.30.5'];
      const { server, fake } = await start({
        managementClusters: [
          { ...TEST_MANAGEMENT_CLUSTER, policy: { ...policy, versions } },
        ],
      });
      await fake.add('blue', { spec: { version: 'v1.29.0' } });
      const { body } = await change(server, { version: 'v1.30.2' }).expect(400);
      expect(body.error.details[0].reason).toContain('v1.30.5');
      await change(server, { version: 'v1.30.5' }).expect(200);
    });

    it.each<[string, ServedOptions, string, string]>([
      [
        'the API has status.version',
        { schema: STATUS_VERSION },
        'kamaji',
        'sets it by kubernetesVersion',
      ],
      [
        'the API has status.version and DPF makes the control planes',
        { schema: STATUS_VERSION, runBy: 'vendor' },
        'kamaji',
        'belongs to DPF',
      ],
      [
        'DPF’s own manager makes the control planes',
        { runBy: 'vendor' },
        'kamaji',
        'does not follow a changed version',
      ],
      [
        'nobody makes control planes',
        { runBy: 'nobody' },
        'kamaji',
        'Nobody runs the role kamaji',
      ],
      [
        'nothing is known of who makes them',
        { runBy: 'unknown' },
        'kamaji',
        'not known who runs',
      ],
      ['the cluster was brought along', {}, 'static', 'where it runs'],
    ])('is not the user’s where %s', async (_case, served, type, reason) => {
      const { server, fake } = await start({ served });
      await fake.add('blue', { spec: { type } });
      const { body } = await change(server, { version: 'v1.30.0' }).expect(400);
      expect(body.error.details).toEqual([
        { field: 'version', reason: expect.stringContaining(reason) },
      ]);
    });

    it('goes by our own controllers for the guide’s group', async () => {
      const { server, fake } = await start({
        served: { groups: [DPU_CLUSTER_GROUPS.guide], runBy: 'nobody' },
      });
      await fake.add('blue', {
        group: DPU_CLUSTER_GROUPS.guide,
        spec: { version: 'v1.29.0' },
      });
      await change(server, { version: 'v1.30.0' }).expect(200);
      expect(live(fake).spec.version).toBe('v1.30.0');
    });
  });

  describe('of a pause', () => {
    it('sets it in UTC, shows it and lifts it', async () => {
      const clock = new FakeClock();
      const { server, fake } = await start({ clock });
      await fake.add('blue');
      const inAnHour = new Date(clock.now() + 60 * 60_000);
      const { body } = await change(server, {
        pausedUntil: inAnHour.toISOString().replace('Z', '+00:00'),
      }).expect(200);
      expect(body.item.pausedUntil).toBe(inAnHour.toISOString());
      expect(live(fake).metadata.annotations).toMatchObject({
        [DPF_ANNOTATIONS.pausedUntil]: inAnHour.toISOString(),
      });

      await change(server, { pausedUntil: null }).expect(200);
      expect(live(fake).metadata.annotations).not.toHaveProperty([
        DPF_ANNOTATIONS.pausedUntil,
      ]);
    });

    it('is bounded', async () => {
      const clock = new FakeClock();
      const { server, fake } = await start({ clock });
      await fake.add('blue');
      const inEightDays = new Date(clock.now() + 8 * 24 * 60 * 60_000);
      const { body } = await change(server, {
        pausedUntil: inEightDays.toISOString(),
      }).expect(400);
      expect(body.error.details).toEqual([
        { field: 'pausedUntil', reason: expect.stringContaining('7 days') },
      ]);
    });
  });

  it.each([
    { version: 'v1.30.0' },
    { pausedUntil: '2026-11-26T00:00:00Z' },
    { kubeconfigUpload: '0123456789abcdef'.repeat(3) },
  ])(
    '%j needs the permission for this cluster, and is audited by field',
    async body => {
      const { server, fake, auditor, auditEvent } = await start({
        permissions: ownersOnly(dpuClusterUpdatePermission.name),
      });
      await fake.add('blue', {
        annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' },
      });
      await change(server, body)
        .set('Authorization', mockCredentials.user.header())
        .expect(403);
      expect(auditor.createEvent).toHaveBeenLastCalledWith(
        expect.objectContaining({
          eventId: 'dpu-cluster-update',
          meta: expect.objectContaining({ fields: Object.keys(body) }),
        }),
      );
      expect(auditEvent.fail).toHaveBeenCalledTimes(1);
    },
  );
});
