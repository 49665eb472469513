import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  FieldProblem,
} from '@dpf-portal/dpf-model';
import { FREE_LABEL_KEYS, RESERVED_LABEL_KEYS } from '@dpf-portal/test-support';
import { JsonObject } from '@backstage/types';
import { FakeRefusal } from '@dpf-portal/dpf-world/testing';
import request from 'supertest';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import {
  TEST_MANAGEMENT_CLUSTER,
  startDpfTestBackend,
} from '../__testUtils__/startDpfTestBackend';
import { STATUS_VERSION } from '../__testUtils__/startServer';

const KAMAJI = { requestId: 'task-1', name: 'blue', type: 'kamaji' };

describe('POST /dpu-clusters', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
  ) => {
    backend = await startDpfTestBackend(options);
    return backend;
  };
  afterEach(() => backend.stop());

  const post = (body: object, query = '') =>
    request(backend.server).post(`/api/dpf/dpu-clusters${query}`).send(body);
  /** Does something at the last moment before the API server makes the first cluster. */
  const beforeCreation = (act: () => void) => {
    const { server } = backend.fake;
    const { admit } = server;
    server.admit = (verb, resource) => {
      if (verb === 'create' && resource.startsWith('dpuclusters.')) {
        server.admit = admit;
        act();
      }
    };
  };
  const made = () => backend.fake.all<DpuCluster>('dpuclusters');

  it('fills in from policy, network and caller what the request leaves out', async () => {
    await start();
    const { body } = await post({
      ...KAMAJI,
      purpose: 'dev',
      templateRef: 'template:default/dpu-cluster-kamaji',
    }).expect(201);

    expect(body).toMatchObject({
      created: true,
      dryRun: false,
      summary: expect.stringContaining('10.66.66.70'),
      item: { ref: 'local/dpf-clusters/blue', owner: 'group:default/team-a' },
    });
    const [cluster] = made();
    expect(cluster).toMatchObject({
      apiVersion: 'provisioning.dpu.nvidia.com/v1alpha1',
      metadata: {
        name: 'blue',
        namespace: 'dpf-clusters',
        annotations: {
          [DPF_ANNOTATIONS.owner]: 'group:default/team-a',
          [DPF_ANNOTATIONS.requestId]: 'task-1',
          [DPF_ANNOTATIONS.requestedBy]: 'user:default/mock',
          [DPF_ANNOTATIONS.purpose]: 'dev',
          [DPF_ANNOTATIONS.templateRef]: 'template:default/dpu-cluster-kamaji',
        },
      },
      spec: {
        type: 'kamaji',
        maxNodes: 10,
        version: 'v1.29.0',
        clusterEndpoint: {
          keepalived: {
            interface: 'br-dpu',
            vip: '10.66.66.70',
            virtualRouterID: 100,
          },
        },
      },
    });
    const expires = cluster.metadata.annotations?.[DPF_ANNOTATIONS.expires];
    const days = (Date.parse(expires ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
  });

  it('gives the caller the cluster where they are in several groups', async () => {
    await start({
      ownershipEntityRefs: [
        'user:default/mock',
        'group:default/a',
        'group:default/b',
      ],
    });
    const { body } = await post(KAMAJI).expect(201);
    expect(body.item.owner).toBe('user:default/mock');
  });

  it('never gives one address or router id to two requests at once', async () => {
    await start();
    const answers = await Promise.all(
      ['one', 'two', 'three'].map(name =>
        post({ ...KAMAJI, requestId: name, name }),
      ),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 400]);
    const endpoints = made().map(
      ({ spec }) => spec.clusterEndpoint?.keepalived,
    );
    expect(new Set(endpoints.map(e => e?.vip))).toEqual(
      new Set(['10.66.66.70', '10.66.66.71']),
    );
    expect(new Set(endpoints.map(e => e?.virtualRouterID)).size).toBe(2);
    const refused = answers.find(({ status }) => status === 400);
    expect(refused?.body.error.details[0].field).toBe('network');
  });

  it('refuses an address that another cluster has and says what is free', async () => {
    const { fake } = await start();
    await fake.add('green', {
      spec: {
        clusterEndpoint: {
          keepalived: {
            interface: 'br-dpu',
            vip: '10.66.66.70',
            virtualRouterID: 100,
          },
        },
      },
    });
    const { body } = await post({
      ...KAMAJI,
      keepalived: { vip: '10.66.66.70', virtualRouterID: 100 },
    }).expect(400);
    expect(body.error.details).toEqual([
      {
        field: 'keepalived.vip',
        reason:
          '10.66.66.70 belongs to dpf-clusters/green. 10.66.66.71 is free.',
      },
      {
        field: 'keepalived.virtualRouterID',
        reason:
          'Virtual router 100 is used by dpf-clusters/green. 101 is free.',
      },
    ]);
  });

  it('answers the same request with the same cluster, another one with 409', async () => {
    await start();
    const first = await post(KAMAJI).expect(201);
    const again = await post(KAMAJI).expect(200);
    expect(again.body).toMatchObject({
      created: false,
      item: { uid: first.body.item.uid },
    });
    await post({ ...KAMAJI, requestId: 'task-2' }).expect(409);
    expect(made()).toHaveLength(1);
  });

  describe('that comes again', () => {
    const FIRST = {
      ...KAMAJI,
      owner: 'group:default/team-a',
      labels: { zone: 'a', rack: '7' },
      keepalived: { vip: '10.66.66.70', virtualRouterID: 100 },
    };
    const digestOf = () =>
      made()[0].metadata.annotations?.[DPF_ANNOTATIONS.requestDigest];

    it('is the same in any order of its keys, and though defaults have changed', async () => {
      await start();
      const first = await post(FIRST).expect(201);
      expect(digestOf()).toMatch(/^[0-9a-f]{64}$/);
      const again = {
        keepalived: { virtualRouterID: 100, vip: '10.66.66.70' },
        labels: { rack: '7', zone: 'a' },
        ...Object.fromEntries(Object.entries(FIRST).reverse()),
      };
      for (const query of ['', '?dryRun=true']) {
        const { body } = await post(again, query).expect(200);
        expect(body).toMatchObject({
          created: false,
          item: { uid: first.body.item.uid },
        });
      }
    });

    it.each([
      ['one more', { maxNodes: 20 }],
      ['one the policy would have given', { maxNodes: 10 }],
      ['one less', { owner: undefined }],
      ['another owner', { owner: 'user:default/mock' }],
      ['another label', { labels: { zone: 'b', rack: '7' } }],
      ['one label less', { labels: { zone: 'a' } }],
      ['another address', { keepalived: { vip: '10.66.66.71' } }],
      ['another purpose', { purpose: 'prod' }],
      [
        'another type',
        { type: 'static', keepalived: undefined, kubeconfigSecret: 'mine' },
      ],
    ])('is a conflict with another field: %s', async (_, change) => {
      await start();
      await post(FIRST).expect(201);
      const before = made();
      for (const query of ['', '?dryRun=true']) {
        const { body } = await post({ ...FIRST, ...change }, query).expect(409);
        expect(body.error.message).toContain('The request task-1');
        expect(body.error.message).toContain('new requestId');
      }
      expect(made()).toEqual(before);
    });

    it('is a conflict with the first one of another replica, too', async () => {
      await start();
      beforeCreation(() =>
        backend.fake.add('blue', {
          annotations: {
            [DPF_ANNOTATIONS.requestId]: 'task-1',
            [DPF_ANNOTATIONS.requestedBy]: 'user:default/mock',
            [DPF_ANNOTATIONS.requestDigest]: '0'.repeat(64),
          },
          seen: false,
        }),
      );
      await post(FIRST).expect(409);
      expect(made()).toHaveLength(1);
    });

    it('answers with a cluster of the first release, which kept no digest', async () => {
      const { fake } = await start();
      await fake.add('blue', {
        annotations: {
          [DPF_ANNOTATIONS.requestId]: 'task-1',
          [DPF_ANNOTATIONS.requestedBy]: 'user:default/mock',
        },
      });
      await post({ ...FIRST, maxNodes: 20 }).expect(200);
    });

    it('is not another for a change that was made since', async () => {
      await start();
      await post(FIRST).expect(201);
      await request(backend.server)
        .patch('/api/dpf/dpu-clusters/local/dpf-clusters/blue')
        .send({ maxNodes: 50, labels: { zone: 'b' } })
        .expect(200);
      await post(FIRST).expect(200);
      await post({ ...FIRST, maxNodes: 50 }).expect(409);
    });
  });

  it.each([
    ['managementCluster', ''],
    ['managementCluster', ' '],
    ['namespace', ''],
    ['group', ''],
    ['network', ''],
    ['owner', ''],
    ['expires', ''],
    ['version', ''],
    ['templateRef', ''],
    ['requestId', ''],
    ['name', ''],
    ['type', ''],
  ])('does not take an empty %s for none', async (field, value) => {
    await start();
    const { body } = await post({ ...KAMAJI, [field]: value }).expect(400);
    expect(
      body.error.details.map((problem: FieldProblem) => problem.field),
    ).toContain(field);
    expect(made()).toHaveLength(0);
  });

  it.each([
    ['task-1', 200],
    ['task-2', 409],
  ])(
    'answers %s with %i when another replica has made the cluster of task-1 since it looked',
    async (requestId, status) => {
      await start();
      beforeCreation(() =>
        backend.fake.add('blue', {
          annotations: {
            [DPF_ANNOTATIONS.requestId]: 'task-1',
            [DPF_ANNOTATIONS.requestedBy]: 'user:default/mock',
          },
          seen: false,
        }),
      );
      const { body } = await post({ ...KAMAJI, requestId }).expect(status);
      expect(body.created).toBe(status === 200 ? false : undefined);
      expect(made()).toHaveLength(1);
    },
  );

  it('does not take a name that the other API group has', async () => {
    const { fake } = await start({
      served: { groups: Object.values(DPU_CLUSTER_GROUPS) },
    });
    await fake.add('blue', { group: DPU_CLUSTER_GROUPS.guide });
    await post(KAMAJI).expect(409);
    expect(made()).toHaveLength(1);
  });

  it('finds what it made before a crash though no watch has seen it', async () => {
    const { fake } = await start();
    fake.afterWrite = (_, { plural }) => {
      if (plural === 'dpuclusters') {
        throw new Error('the process ended here');
      }
    };
    await post(KAMAJI).expect(500);
    fake.afterWrite = undefined;

    const again = await post(KAMAJI).expect(200);
    expect(again.body.created).toBe(false);
    expect(made()).toHaveLength(1);
  });

  it('lets the API server judge a dry run and keeps nothing', async () => {
    const { fake } = await start();
    const { body } = await post(KAMAJI, '?dryRun=true').expect(200);
    expect(body).toMatchObject({ dryRun: true, item: { name: 'blue' } });
    expect(body.summary).toMatch(
      /^Creates DPU cluster dpf-clusters\/blue on local: owner .*, up to 10 DPUs, VIP 10\.66\.66\.70 with virtual router ID 100 on br-dpu \(network lab\), Kubernetes v1\.29\.0 \(set by the policy\),/,
    );
    expect(body.manifest).toContain('vip: 10.66.66.70');
    // They are of the dry run.
    expect(body.manifest).not.toMatch(/request-(id|digest)/);
    expect(fake.server.writes).toEqual([
      expect.objectContaining({ name: 'blue', verb: 'create', dryRun: true }),
    ]);
    expect(made()).toHaveLength(0);
    expect(fake.connection.clusters()).toHaveLength(0);
  });

  const refuseCreation = (status: number, details?: object) =>
    beforeCreation(() => {
      throw new FakeRefusal(status, '', 'refused', details);
    });

  it('tells which fields the API server refuses', async () => {
    await start();
    refuseCreation(422, {
      causes: [
        {
          field: 'spec.clusterEndpoint.keepalived.vip',
          message: 'Invalid value: must be an IP',
        },
      ],
    });
    const { body } = await post(KAMAJI).expect(400);
    expect(body.error.details).toEqual([
      { field: 'keepalived.vip', reason: 'Invalid value: must be an IP' },
    ]);
  });

  it.each([
    [400, 400],
    [409, 409],
    [403, 503],
    [500, 503],
  ])('maps %p of the API server to %p', async (status, answer) => {
    await start();
    refuseCreation(status);
    expect((await post(KAMAJI)).status).toBe(answer);
  });

  describe('of an address that the network does not give out', () => {
    const network = {
      ...TEST_MANAGEMENT_CLUSTER.networks[0],
      excludedVirtualRouterIds: [105],
    };
    const startAs = (team: string, networks: JsonObject[] = [network]) =>
      start({
        managementClusters: [{ ...TEST_MANAGEMENT_CLUSTER, networks }],
        permissions: ownersOnly('dpf.dpu-cluster.choose-address'),
        ownershipEntityRefs: ['user:default/mock', `group:default/${team}`],
      });
    const OUTSIDE: Array<[string, object]> = [
      ['vip', { vip: '10.66.66.72' }],
      ['vip', { vip: '10.66.66.69' }],
      ['vip', { vip: 'fd00::10' }],
      ['virtualRouterID', { virtualRouterID: 105 }],
      ['virtualRouterID', { virtualRouterID: 111 }],
      ['interface', { interface: 'eth0' }],
    ];

    it.each(OUTSIDE)(
      'is a 403 for a team without the permission (%s: %j)',
      async (field, keepalived) => {
        const { fake } = await startAs('team-b');
        // Who has the address stays unsaid.
        await fake.add('green', {
          spec: {
            clusterEndpoint: {
              keepalived: {
                interface: 'eth0',
                vip: '10.66.66.72',
                virtualRouterID: 105,
              },
            },
          },
        });
        for (const query of ['', '?dryRun=true']) {
          const { body } = await post({ ...KAMAJI, keepalived }, query).expect(
            403,
          );
          expect(body.error).toMatchObject({
            name: 'NotAllowedError',
            message: expect.stringContaining('dpf.dpu-cluster.choose-address'),
            details: [
              {
                field: `keepalived.${field}`,
                reason: expect.stringMatching(/network lab/i),
              },
            ],
          });
          expect(JSON.stringify(body.error)).not.toContain('green');
        }
        expect(made()).toHaveLength(1);
      },
    );

    it.each(OUTSIDE)(
      'is made for a team that has it (%s: %j)',
      async (_field, keepalived) => {
        await startAs('team-a');
        await post({ ...KAMAJI, keepalived }).expect(201);
        expect(made()[0].spec.clusterEndpoint?.keepalived).toMatchObject(
          keepalived,
        );
      },
    );

    it.each([
      { vip: '10.66.66.71' },
      { virtualRouterID: 110 },
      { vip: '10.66.66.70', virtualRouterID: 104, interface: 'br-dpu' },
      { nodeSelector: { 'node-role.kubernetes.io/control-plane': '' } },
    ])('needs no permission where it does: %j', async keepalived => {
      await startAs('team-b');
      await post({ ...KAMAJI, keepalived }).expect(201);
    });

    const byHand = { vip: '10.66.66.70', virtualRouterID: 100 };
    it.each([
      ['none is configured', []],
      ['none of several is chosen', [network, { ...network, name: 'other' }]],
    ])('is one by hand where %s', async (_, networks) => {
      await startAs('team-b', networks);
      const keepalived = { ...byHand, interface: 'br-dpu' };
      const { body } = await post({ ...KAMAJI, keepalived }).expect(403);
      expect(
        body.error.details.map(({ field }: FieldProblem) => field),
      ).toEqual([
        'keepalived.vip',
        'keepalived.virtualRouterID',
        'keepalived.interface',
      ]);
    });
  });

  describe('where the platform sets how control planes are made', () => {
    const startWith = async (settings: JsonObject) => {
      await start({
        managementClusters: [{ ...TEST_MANAGEMENT_CLUSTER, ...settings }],
        served: { schema: STATUS_VERSION },
      });
    };

    it('says which version the cluster gets, and does not ask for one', async () => {
      await startWith({ kubernetesVersion: 'v1.34.2' });
      const { body } = await post(KAMAJI).expect(201);
      expect(body.summary).toContain('Kubernetes v1.34.2');
      expect(made()[0].spec).not.toHaveProperty('version');
      expect(body.item).not.toHaveProperty('version');
    });

    it('refuses more DPUs than the pod range has room for, and takes as many where none are named', async () => {
      await startWith({ podCidr: '10.1.0.0/22' });
      const { body } = await post({ ...KAMAJI, maxNodes: 5 }).expect(400);
      expect(body.error.details).toEqual([
        {
          field: 'maxNodes',
          reason: 'The pod range 10.1.0.0/22 has room for 4 DPUs, not for 5.',
        },
      ]);
      // The policy's usual number is 10.
      await post(KAMAJI).expect(201);
      expect(made()[0].spec.maxNodes).toBe(4);
    });
  });

  describe('in a namespace', () => {
    const { policy } = TEST_MANAGEMENT_CLUSTER;
    const startWith = (namespaces?: string[]) =>
      start({
        managementClusters: [
          { ...TEST_MANAGEMENT_CLUSTER, policy: { ...policy, namespaces } },
        ],
      });

    it.each([
      ['kube-system', 'kube-dns'],
      ['default', 'kubernetes'],
      ['kube-public', 'blue'],
      ['team-c', 'blue'],
      ['dpf-operator-system', 'blue'],
      ['', 'blue'],
    ])(
      'that the policy does not name is a 400 (%s/%s)',
      async (namespace, name) => {
        await startWith(['team-a']);
        const { body } = await post({ ...KAMAJI, namespace, name }).expect(400);
        expect(body.error.details).toEqual([
          { field: 'namespace', reason: expect.any(String) },
        ]);
        expect(made()).toHaveLength(0);
      },
    );

    it('is the policy’s one where no others are configured', async () => {
      await startWith(undefined);
      const { body } = await post({ ...KAMAJI, namespace: 'team-a' }).expect(
        400,
      );
      expect(body.error.details[0].reason).toBe(
        'Clusters are made in dpf-clusters here.',
      );
      await post({ ...KAMAJI, namespace: 'dpf-clusters' }).expect(201);
    });

    it('is one of those that the policy names, and its own', async () => {
      await startWith(['team-a', 'team-b']);
      await post({ ...KAMAJI, namespace: 'team-b' }).expect(201);
      await post({ ...KAMAJI, requestId: 'task-2' }).expect(201);
      expect(made().map(({ metadata }) => metadata.namespace)).toEqual([
        'team-b',
        'dpf-clusters',
      ]);
    });
  });

  it('leaves labels that controllers act on to the controllers', async () => {
    await start();
    for (const key of RESERVED_LABEL_KEYS) {
      const labels = { zone: 'a', [key]: 'x' };
      const { body } = await post({ ...KAMAJI, labels }).expect(400);
      expect(body.error.details).toEqual([
        { field: 'labels', reason: expect.stringContaining(key) },
      ]);
    }
    const labels = Object.fromEntries(FREE_LABEL_KEYS.map(key => [key, 'x']));
    await post({ ...KAMAJI, labels }).expect(201);
    expect(made()[0].metadata.labels).toEqual({
      ...labels,
      'dpf-portal.io/cluster': 'dpf-clusters.blue',
    });
  });

  it('asks which management cluster where there are several', async () => {
    await start({
      managementClusters: [
        TEST_MANAGEMENT_CLUSTER,
        { ...TEST_MANAGEMENT_CLUSTER, name: 'other' },
      ],
    });
    const { body } = await post(KAMAJI).expect(400);
    expect(body.error.details).toEqual([
      { field: 'managementCluster', reason: 'Choose one of local, other.' },
    ]);
    await post({ ...KAMAJI, managementCluster: 'other' }).expect(201);
    expect(backend.fakes[1].connection.clusters()).toHaveLength(1);
  });
});
