import { mockCredentials } from '@backstage/backend-test-utils';
import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import { TenantRequestError } from '@dpf-portal/dpf-world';
import request from 'supertest';
import { parse } from 'yaml';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const OFFERED = {
  roles: ['view', 'edit'],
  maxLifetime: '2h',
};
const BLUE = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';
const ANN = mockCredentials.user.header('user:default/ann');

describe('credentials', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
    cluster: Parameters<
      Awaited<ReturnType<typeof startDpfTestBackend>>['fake']['add']
    >[1] = {},
  ) => {
    backend = await startDpfTestBackend({ kubeconfigs: OFFERED, ...options });
    await backend.fake.add('blue', cluster);
    return { ...backend, tenant: backend.fake.tenant };
  };
  const issue = (body: object = { role: 'view' }) =>
    request(backend.server).post(`${BLUE}/kubeconfig`).send(body);
  const list = () => request(backend.server).get(`${BLUE}/credentials`);
  afterEach(async () => {
    await backend?.stop();
  });

  it('answers once with a kubeconfig of the role, and no cache keeps it', async () => {
    const { tenant } = await start();
    const { body, headers } = await issue().expect(201);
    expect(headers['cache-control']).toBe('no-store');
    const kubeconfig = parse(body.kubeconfig);
    expect(kubeconfig).toMatchObject({
      clusters: [{ cluster: { server: 'https://10.66.66.70:6443' } }],
      users: [{ user: { token: tenant.tokens[0] } }],
      'current-context': body.contextName,
    });
    expect(kubeconfig.clusters[0].cluster).not.toHaveProperty('proxy-url');
    expect(body.credential).toMatchObject({
      user: 'user:default/mock',
      role: 'view',
      state: 'active',
      auditId: 'tenant-audit-1',
    });
    const { from, until } = body.credential;
    expect(Date.parse(until) - Date.parse(from)).toBeGreaterThan(3_590_000);
    expect(Date.parse(until) - Date.parse(from)).toBeLessThanOrEqual(3_601_000);
    expect(tenant.closed).toBe(tenant.opened);
  });

  it('keeps one ServiceAccount for a user and role, and one Secret for a credential', async () => {
    const { tenant } = await start();
    await issue().expect(201);
    await issue().expect(201);
    await issue({ role: 'edit', reason: 'roll out the CNI' }).expect(201);
    await issue().set('Authorization', ANN).expect(201);
    const accounts = tenant.names('serviceaccounts');
    expect(accounts).toEqual([
      expect.stringMatching(/^ann-view-[0-9a-f]{10}$/),
      expect.stringMatching(/^mock-edit-[0-9a-f]{10}$/),
      expect.stringMatching(/^mock-view-[0-9a-f]{10}$/),
    ]);
    expect(tenant.names('secrets')).toHaveLength(4);
    expect(
      [...tenant.objects.values()]
        .filter(({ kind }) => kind === 'ClusterRoleBinding')
        .map(({ roleRef, subjects }) => ({ roleRef, subjects })),
    ).toEqual(
      expect.arrayContaining([
        {
          roleRef: expect.objectContaining({ name: 'edit' }),
          subjects: [
            {
              kind: 'ServiceAccount',
              namespace: 'dpf-portal',
              name: accounts[1],
            },
          ],
        },
        {
          roleRef: expect.objectContaining({ name: 'dpf-portal:nodes' }),
          subjects: [
            expect.objectContaining({
              name: 'system:serviceaccounts:dpf-portal',
            }),
          ],
        },
      ]),
    );
  });

  it('leads the user by the users’ route', async () => {
    await start({
      kubeconfigs: {
        ...OFFERED,
        userAccess: {
          server: 'https://{name}.{namespace}.dpu.example.com:{port}',
          proxyUrl: 'http://proxy.example.com:3128',
        },
      },
    });
    const { body } = await issue().expect(201);
    expect(parse(body.kubeconfig).clusters[0].cluster).toMatchObject({
      server: 'https://blue.dpf-clusters.dpu.example.com:6443',
      'tls-server-name': '10.66.66.70',
      'proxy-url': 'http://proxy.example.com:3128',
    });
  });

  it.each([
    ['a role that is not offered', { role: 'admin', reason: 'x' }, 'role'],
    ['a role that does not exist', { role: 'root' }, 'role'],
    ['a short lifetime', { role: 'view', lifetime: '14m' }, 'lifetime'],
    ['a long lifetime', { role: 'view', lifetime: '3h' }, 'lifetime'],
    ['a lifetime that is none', { role: 'view', lifetime: '1 d' }, 'lifetime'],
    ['no reason', { role: 'edit', reason: '  ' }, 'reason'],
  ])('refuses %s and makes nothing', async (_what, body, field) => {
    const { tenant } = await start();
    const answer = await issue(body).expect(400);
    expect(answer.body.error.details).toEqual([
      { field, reason: expect.any(String) },
    ]);
    expect(tenant.writes).toEqual([]);
  });

  it('offers nothing unless roles are configured', async () => {
    const { server, tenant } = await start({ kubeconfigs: undefined });
    const { body } = await issue().expect(400);
    expect(body.error.message).toContain('dpf.kubeconfigs.roles');
    expect(tenant.writes).toEqual([]);
    const view = await request(server).get(BLUE).expect(200);
    expect(view.body.item.accessRoles).toBeUndefined();
    const offer = await list().expect(200);
    expect(offer.body.offer).toMatchObject({
      roles: [],
      problem: expect.stringContaining('dpf.kubeconfigs.roles'),
    });
  });

  describe('permissions', () => {
    const OTHERS = {
      annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' },
    };

    it.each(['view', 'edit'])('asks the one of the role %s', async role => {
      const { tenant } = await start(
        { permissions: ownersOnly(`dpf.dpu-cluster.kubeconfig.${role}`) },
        OTHERS,
      );
      await issue({ role, reason: 'test' }).expect(403);
      expect(tenant.writes).toEqual([]);
      const other = role === 'view' ? 'edit' : 'view';
      await issue({ role: other, reason: 'test' }).expect(201);
      const { body } = await list().expect(200);
      expect(body.offer.roles).toEqual(
        ['view', 'edit'].map(each => ({ role: each, allowed: each !== role })),
      );
    });

    it('hides a cluster that the caller may not read', async () => {
      await start({ permissions: ownersOnly('dpf.dpu-cluster.read') }, OTHERS);
      await issue().expect(404);
      await list().expect(404);
    });

    it('lets services make none', async () => {
      await start();
      await issue()
        .set('Authorization', mockCredentials.service.header())
        .expect(403);
    });

    it('shows and revokes those of others only with the one to revoke', async () => {
      await start(
        { permissions: ownersOnly('dpf.dpu-cluster.kubeconfig.revoke') },
        OTHERS,
      );
      const { body: mine } = await issue().expect(201);
      const { body: hers } = await issue()
        .set('Authorization', ANN)
        .expect(201);
      const { body } = await list().expect(200);
      expect(body).toMatchObject({
        items: [{ id: mine.credential.id }],
        onlyOwn: true,
        mayRevoke: false,
      });
      const at = (id: string) => `${BLUE}/credentials/${id}`;
      await request(backend.server).delete(at(hers.credential.id)).expect(404);
      await request(backend.server).delete(at(mine.credential.id)).expect(204);
      await request(backend.server)
        .get('/api/dpf/credentials')
        .expect(200, { items: [], truncated: false });
    });
  });

  describe('revoked', () => {
    const revoke = (id: string) =>
      request(backend.server).delete(`${BLUE}/credentials/${id}`);

    it('are not accepted any more, one at a time, and safe to repeat', async () => {
      const { tenant } = await start();
      const { body: one } = await issue().expect(201);
      await issue().expect(201);
      const [first, second] = tenant.tokens;
      expect(tenant.accepts(first)).toBe(true);
      await revoke(one.credential.id).expect(204);
      expect(tenant.accepts(first)).toBe(false);
      expect(tenant.accepts(second)).toBe(true);
      await revoke(one.credential.id).expect(204);
      const { body } = await list().expect(200);
      expect(body.items).toHaveLength(1);
      await revoke('00000000-0000-4000-8000-000000000000').expect(404);
      await revoke('nonsense').expect(400);
    });

    it('are recorded where the DPU cluster does not answer', async () => {
      const { tenant } = await start();
      const { body: one } = await issue().expect(201);
      tenant.intercept = () => {
        throw new TenantRequestError('Unreachable', 'There is no route.');
      };
      const { body } = await revoke(one.credential.id).expect(503);
      expect(body.error.message).toContain('not revoked yet');
      expect((await list()).body.items).toEqual([
        expect.objectContaining({
          state: 'revoking',
          revokedBy: 'user:default/mock',
        }),
      ]);
      tenant.intercept = undefined;
      await revoke(one.credential.id).expect(204);
      expect((await list()).body.items).toEqual([]);
    });
  });

  it('says in a sentence what a DPU cluster did not do, and offers no half-made credential', async () => {
    const { tenant } = await start();
    tenant.intercept = ({ path }) => {
      if (path.endsWith('/token')) {
        throw new TenantRequestError('Slow', 'It did not answer within 8 s.');
      }
      return undefined;
    };
    const { body } = await issue().expect(503);
    expect(body.error.message).toBe(
      'The API server of dpf-clusters/blue cannot be used: It did not answer within 8 s. No credential was made.',
    );
    expect((await list()).body.items).toEqual([]);
    const { body: ledger } = await request(backend.server).get(
      '/api/dpf/credentials',
    );
    expect(ledger.items).toEqual([
      expect.objectContaining({ state: 'notIssued' }),
    ]);
  });

  it.each([
    ['no token', { status: {} }],
    ['a token that is none', { status: { token: 'x\n- evil: true' } }],
    ['a list', []],
  ])('trusts no answer with %s', async (_what, answer) => {
    const { tenant } = await start();
    tenant.intercept = ({ path }) =>
      path.endsWith('/token')
        ? { status: 201, body: JSON.stringify(answer) }
        : undefined;
    await issue().expect(503);
  });

  describe('in a registered cluster', () => {
    const STATIC = { spec: { type: 'static', kubeconfig: 'mine' } };

    it('are made only after its owner has allowed it', async () => {
      const { server, tenant } = await start({}, STATIC);
      const { body } = await issue().expect(409);
      expect(body.error.message).toContain('dpf-portal.io/credentials=allowed');
      expect(tenant.opened).toBe(0);
      expect((await list()).body.offer.problem).toContain('has not allowed');
      await request(server)
        .patch(BLUE)
        .send({ credentials: 'allowed' })
        .expect(200);
      await issue().expect(201);
      await request(server).patch(BLUE).send({ credentials: null }).expect(200);
      await issue().expect(409);
    });

    it('count as registered too where somebody else’s kubeconfig stands in for Kamaji’s', async () => {
      const { server, tenant } = await start();
      tenant.namedBy = 'user';
      await issue().expect(409);
      expect(tenant.writes).toEqual([]);
      await request(server)
        .patch(BLUE)
        .send({ credentials: 'allowed' })
        .expect(400);
    });

    it('go with the cluster when it is unregistered', async () => {
      const { server, tenant, fake } = await start(
        {},
        {
          ...STATIC,
          annotations: { [DPF_ANNOTATIONS.credentials]: 'allowed' },
        },
      );
      await issue().expect(201);
      const { body } = await request(server).get(BLUE);
      await request(server).delete(`${BLUE}?uid=${body.item.uid}`).expect(204);
      expect([...tenant.objects.keys()]).toEqual([]);
      expect(fake.all('dpuclusters')).toEqual([]);
      const { body: ledger } = await request(server).get(
        '/api/dpf/credentials',
      );
      expect(ledger.items).toEqual([
        expect.objectContaining({
          state: 'revoked',
          revokedBy: 'user:default/mock',
        }),
      ]);
    });

    it('leave a namespace of somebody else alone', async () => {
      const { server, tenant } = await start(
        {},
        {
          ...STATIC,
          annotations: { [DPF_ANNOTATIONS.credentials]: 'allowed' },
        },
      );
      const path = '/api/v1/namespaces/dpf-portal';
      await tenant.open().client.write({
        method: 'POST',
        path: '/api/v1/namespaces',
        body: { kind: 'Namespace', metadata: { name: 'dpf-portal' } },
      });
      await issue().expect(201);
      const { body } = await request(server).get(BLUE);
      await request(server).delete(`${BLUE}?uid=${body.item.uid}`).expect(204);
      expect([...tenant.objects.keys()]).toEqual([path]);
    });

    it('do not keep it from being unregistered when it does not answer', async () => {
      const { server, tenant, logger } = await start(
        {},
        {
          ...STATIC,
          annotations: { [DPF_ANNOTATIONS.credentials]: 'allowed' },
        },
      );
      await issue().expect(201);
      tenant.intercept = () => {
        throw new TenantRequestError('Unreachable', 'There is no route.');
      };
      const { body } = await request(server).get(BLUE);
      await request(server).delete(`${BLUE}?uid=${body.item.uid}`).expect(204);
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('were not removed from it: There is no route.'),
      );
      const { body: ledger } = await request(server).get(
        '/api/dpf/credentials',
      );
      expect(ledger.items).toEqual([
        expect.objectContaining({ state: 'revoking' }),
      ]);
    });
  });

  describe('in the ledger', () => {
    it('tell who had access on a day, as JSON and as CSV', async () => {
      const { server } = await start();
      await issue({ role: 'edit', reason: '=cmd|"x"' }).expect(201);
      const today = new Date().toISOString().slice(0, 10);
      const of = (query: string) =>
        request(server).get(`/api/dpf/credentials?${query}`);
      const { body } = await of(`on=${today}&name=blue`).expect(200);
      expect(body.items).toEqual([
        expect.objectContaining({ user: 'user:default/mock', role: 'edit' }),
      ]);
      expect((await of('on=2020-01-01')).body.items).toEqual([]);
      expect((await of('user=user:default/ann')).body.items).toEqual([]);
      await of('on=2020-13-45').expect(400);
      const csv = await of('format=csv').expect(200);
      expect(csv.text.split('\r\n')).toHaveLength(3);
      expect(csv.text).toContain(`"'=cmd|""x"""`);
    });
  });

  it('leave their token in no table, log, audit event, signal or other answer', async () => {
    const { server, tenant, logger, auditor, auditEvent, signals, rows } =
      await start();
    const { body: issued } = await issue({
      role: 'edit',
      reason: 'test',
    }).expect(201);
    await list().expect(200);
    const others = await Promise.all(
      [
        '',
        '/credentials',
        '/history',
        '/events',
        '/findings',
        '/resources',
      ].map(path => request(server).get(`${BLUE}${path}`)),
    );
    const ledger = await request(server).get('/api/dpf/credentials');
    await request(server)
      .delete(`${BLUE}/credentials/${issued.credential.id}`)
      .expect(204);
    const tables = await Promise.all(
      ['credentials', 'phase_transitions', 'notification_outbox'].map(rows),
    );
    expect(tables[0]).toHaveLength(1);
    const kept = JSON.stringify([
      tables,
      others.map(({ text }) => text),
      ledger.text,
      logger.debug.mock.calls,
      logger.info.mock.calls,
      logger.warn.mock.calls,
      logger.error.mock.calls,
      auditor.createEvent.mock.calls.map(([{ request: _, ...event }]) => event),
      auditEvent.success.mock.calls,
      auditEvent.fail.mock.calls,
      signals.publish.mock.calls,
      [...tenant.objects.values()],
    ]);
    const [token] = tenant.tokens;
    expect(issued.kubeconfig).toContain(token);
    for (const spelling of [token, ...token.split('.').slice(1, 2)]) {
      expect(kept).not.toContain(spelling);
      expect(kept).not.toContain(Buffer.from(spelling).toString('base64'));
    }
  });
});
