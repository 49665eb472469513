import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { FakeApiServer } from '@dpf-portal/dpf-world/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import request from 'supertest';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';
import { addOperatorConfig } from '../__testUtils__/startServer';

const KAMAJI = { requestId: 'task-1', name: 'blue', type: 'kamaji' };

describe('the REST API', () => {
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

  describe('wrong input', () => {
    it('is a 400 with the field and the reason', async () => {
      const { server } = await start();
      const bad = await request(server)
        .post('/api/dpf/dpu-clusters')
        .send({
          ...KAMAJI,
          name: 'Blue!',
          maxNodes: 5000,
          keepalived: { vip: '300.1.1.1' },
        })
        .expect(400);
      expect(
        bad.body.error.details.map(({ field }: { field: string }) => field),
      ).toEqual(expect.arrayContaining(['name', 'maxNodes', 'keepalived.vip']));
      expect(bad.body.error.details[0].reason).toMatch(/\w/);
    });

    it('is described by the schema too', async () => {
      const { server } = await start();
      const { body } = await request(server)
        .post('/api/dpf/dpu-clusters')
        .send({ ...KAMAJI, maxNodes: 'many', colour: 'blue' })
        .expect(400);
      expect(body.error.details).toEqual(
        expect.arrayContaining([
          { field: 'maxNodes', reason: expect.stringMatching(/integer/i) },
        ]),
      );
      await request(server)
        .get('/api/dpf/dpu-clusters?orderBy=colour')
        .expect(400);
      await request(server)
        .delete('/api/dpf/dpu-clusters/local/dpf-clusters/blue')
        .expect(400);
    });
  });

  describe('a management cluster that is unreachable', () => {
    it('is read from the store, and what changes something is a 503', async () => {
      const { server, fake } = await start();
      const { metadata } = await fake.add('blue', {
        status: { phase: 'Ready' },
      });
      await fake.leave();

      const list = await request(server)
        .get('/api/dpf/dpu-clusters')
        .expect(200);
      expect(list.body.sources).toEqual([
        {
          managementCluster: 'local',
          reachable: false,
          synced: true,
          observedAt: '2026-11-24T10:00:00.000Z',
        },
      ]);
      expect(list.body.items[0].findings[0].code).toBe('ManagementClusterAway');
      const one = await request(server)
        .get('/api/dpf/dpu-clusters/local/dpf-clusters/blue')
        .expect(200);
      expect(one.body.item.phase).toBe('Ready');
      expect(one.body.source.observedAt).toBe('2026-11-24T10:00:00.000Z');

      const path = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';
      await request(server)
        .post('/api/dpf/dpu-clusters')
        .send({ ...KAMAJI, name: 'green' })
        .expect(503);
      await request(server).patch(path).send({ maxNodes: 3 }).expect(503);
      await request(server).delete(`${path}?uid=${metadata.uid}`).expect(503);
      await request(server)
        .post('/api/dpf/kubeconfig-uploads')
        .send({ kubeconfig: 'apiVersion: v1' })
        .expect(503);
    });
  });

  it("shows DPF's own configuration, unknown where it may not be read", async () => {
    const shown = async (arrange: (api: FakeApiServer) => void) => {
      const { server, stop } = await startDpfTestBackend({
        served: { arrange },
      });
      const { body } = await request(server)
        .get('/api/dpf/management-clusters')
        .expect(200);
      await stop();
      return body.items[0].dpf;
    };
    expect(await shown(() => {})).toBeUndefined();
    expect(
      await shown(({ forbidden }) => forbidden.add('dpfoperatorconfigs')),
    ).toEqual({ readable: false });
    expect(
      await shown(api =>
        addOperatorConfig(api, { status: { version: 'v26.8.0' } }),
      ),
    ).toEqual({ readable: true, version: 'v26.8.0' });
  });

  it('writes an audit event for every route', async () => {
    const { server, auditor, auditEvent } = await start({
      kubeconfigs: { roles: ['view'] },
    });
    const one = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';
    await request(server).post('/api/dpf/dpu-clusters').send(KAMAJI);
    const parts = ['/findings', '/events', '/history', '/resources'];
    for (const path of ['', ...parts, '/diagnosis']) {
      await request(server).get(`${one}${path}`).expect(200);
    }
    const { body: read } = await request(server).get(one).expect(200);
    await request(server).get(`${one}/resources/${read.item.uid}`).expect(200);
    await request(server).get('/api/dpf/dpu-clusters').expect(200);
    await request(server).get('/api/dpf/retired-clusters').expect(200);
    let recorded: { uid: string } | undefined;
    while (!recorded) {
      recorded = (await request(server).get(`${one}/history`)).body.cluster;
    }
    await request(server)
      .get(`/api/dpf/retired-clusters/local/${recorded.uid}/history`)
      .expect(200);
    await request(server).get('/api/dpf/dpus').expect(200);
    await request(server).patch(one).send({ maxNodes: 3 }).expect(200);
    await request(server).delete(`${one}?uid=wrong`).expect(409);
    const { body } = await request(server)
      .post(`${one}/kubeconfig`)
      .send({ role: 'view' })
      .expect(201);
    await request(server).get(`${one}/credentials`).expect(200);
    await request(server)
      .delete(`${one}/credentials/${body.credential.id}`)
      .expect(204);
    await request(server).get('/api/dpf/credentials').expect(200);
    await request(server).get('/api/dpf/management-clusters').expect(200);
    await request(server)
      .get('/api/dpf/management-clusters/local/controllers')
      .expect(200);
    await request(server)
      .get('/api/dpf/management-clusters/local/networks')
      .expect(200);
    await request(server)
      .get('/api/dpf/management-clusters/local/upgrade')
      .expect(200);
    await request(server)
      .get('/api/dpf/management-clusters/local/node-matches')
      .expect(200);
    await request(server).get('/api/dpf/platform').expect(200);
    await request(server)
      .get('/api/dpf/management-clusters/local/setup')
      .expect(200);

    const ids = auditor.createEvent.mock.calls.map(
      ([{ eventId, severityLevel }]) => `${eventId} ${severityLevel ?? 'low'}`,
    );
    expect(new Set(ids)).toEqual(
      new Set([
        'dpu-cluster-create medium',
        'dpu-cluster-fetch low',
        'dpu-cluster-update medium',
        'dpu-cluster-delete medium',
        'dpu-fetch low',
        'kubeconfig-issue high',
        'kubeconfig-revoke high',
        'credential-export medium',
        'management-cluster-fetch low',
      ]),
    );
    expect(
      auditEvent.success.mock.calls.length + auditEvent.fail.mock.calls.length,
    ).toBe(ids.length);
    expect(auditEvent.fail).toHaveBeenCalledTimes(1);
  });

  it('names in an audit event the requests that the API server got for it', async () => {
    const { server, auditEvent } = await start();
    await Promise.all([
      request(server).post('/api/dpf/dpu-clusters').send(KAMAJI).expect(201),
      request(server).get('/api/dpf/dpu-clusters').expect(200),
    ]);
    await request(server)
      .post('/api/dpf/dpu-clusters')
      .send({ ...KAMAJI, requestId: 'task-2' })
      .expect(409);
    const [[list], [made]] = auditEvent.success.mock.calls;
    expect(list).toBeUndefined();
    const auditIds = expect.arrayContaining([
      expect.stringMatching(/^audit-\d+$/),
    ]);
    expect(made.meta).toMatchObject({ created: true, auditIds });
    expect(auditEvent.fail).toHaveBeenCalledTimes(1);
    await request(server)
      .delete(
        `/api/dpf/dpu-clusters/local/dpf-clusters/blue?uid=${made.meta.uid}`,
      )
      .expect(204);
    expect(auditEvent.success).toHaveBeenLastCalledWith({
      meta: { auditIds },
    });
  });

  it('tells of networks what the next cluster would get', async () => {
    const { server } = await start();
    await request(server)
      .post('/api/dpf/dpu-clusters')
      .send(KAMAJI)
      .expect(201);
    const { body } = await request(server)
      .get('/api/dpf/management-clusters/local/networks')
      .expect(200);
    expect(body.items[0]).toMatchObject({
      name: 'lab',
      nextFree: { vip: '10.66.66.71', virtualRouterID: 101 },
    });
  });

  describe('GET …/node-matches', () => {
    const MATCHES = '/api/dpf/management-clusters/local/node-matches';
    const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
    const ask = async (query: Record<string, string | string[]>) => {
      const { server, fake } = await start();
      for (const [name, value] of Object.entries({ a: '', b: '', c: 'true' })) {
        fake.server.objects.create('nodes', '', {
          metadata: { name, labels: { [CONTROL_PLANE]: value, disk: 'ssd' } },
        });
      }
      await eventually(() => fake.connection.world([]).nodes()?.length === 3);
      return request(server).get(MATCHES).query(query);
    };

    it('names the nodes that a selector matches', async () => {
      const label = [`${CONTROL_PLANE}=`, 'disk=ssd'];
      const { body, status } = await ask({ label });
      expect(status).toBe(200);
      expect(body).toEqual({
        total: 3,
        matching: 2,
        nodes: ['a', 'b'],
        sentence: 'Matches 2 of 3 nodes: a, b.',
      });
    });

    it('says why none matches', async () => {
      const { body } = await ask({ label: `${CONTROL_PLANE}=yes` });
      expect(body).toMatchObject({
        matching: 0,
        remedy: 'Use the empty value.',
      });
    });

    it.each(['disk', '=ssd', 'a b=c', `disk=${'x'.repeat(64)}`])(
      'refuses the label %j',
      async label => {
        const { status } = await ask({ label });
        expect(status).toBe(400);
      },
    );

    it('needs the permission to read management clusters', async () => {
      const { server } = await start({
        permissions: mockServices.permissions.mock({
          authorize: async requests =>
            requests.map(() => ({ result: AuthorizeResult.DENY })),
        }),
      });
      await request(server).get(MATCHES).expect(403);
    });
  });

  it('answers health without credentials', async () => {
    const { server } = await start();
    await request(server)
      .get('/api/dpf/health')
      .set('Authorization', mockCredentials.none.header())
      .expect(200, { status: 'ok' });
  });
});
