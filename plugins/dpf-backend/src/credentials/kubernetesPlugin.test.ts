import { mockCredentials } from '@backstage/backend-test-utils';
import { DPF_ANNOTATIONS } from '@dpf-portal/dpf-model';
import request from 'supertest';
import { ownersOnly } from '../__testUtils__/ownersOnly';
import { startDpfTestBackend } from '../__testUtils__/startDpfTestBackend';

const BLUE = '/api/dpf/dpu-clusters/local/dpf-clusters/blue';
const PLUGIN = mockCredentials.service.header({
  onBehalfOf: mockCredentials.service('plugin:kubernetes'),
  targetPluginId: 'dpf',
});
const OTHERS = {
  annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-b' },
};
const READY = { status: { phase: 'Ready' as const } };

describe('DPU clusters for the Kubernetes plugin', () => {
  let backend: Awaited<ReturnType<typeof startDpfTestBackend>>;
  const start = async (
    options: Parameters<typeof startDpfTestBackend>[0] = {},
    cluster: Parameters<
      Awaited<ReturnType<typeof startDpfTestBackend>>['fake']['add']
    >[1] = {},
  ) => {
    backend = await startDpfTestBackend({
      kubeconfigs: { kubernetesPlugin: { enabled: true } },
      ...options,
    });
    const { connection } = backend.fake;
    jest.spyOn(connection, 'observation').mockReturnValue({
      health: 'healthy',
      server: 'https://10.66.66.70:6443',
    });
    await backend.fake.add('blue', { ...READY, ...cluster });
    return { ...backend, tenant: backend.fake.tenant };
  };
  const list = (header = PLUGIN) =>
    request(backend.server)
      .get('/api/dpf/kubernetes-plugin/clusters')
      .set('Authorization', header);
  const issue = (header = PLUGIN) =>
    request(backend.server)
      .post(`${BLUE}/kubernetes-plugin-credential`)
      .set('Authorization', header);
  afterEach(async () => {
    await backend?.stop();
  });

  it('gives the plugin a token of the role view that ends within an hour', async () => {
    const { tenant, auditor, auditEvent } = await start();
    const { body, headers } = await issue().expect(201);
    expect(headers['cache-control']).toBe('no-store');
    expect(body).toEqual({
      id: expect.any(String),
      server: 'https://10.66.66.70:6443',
      caData: expect.any(String),
      token: tenant.tokens[0],
      until: expect.any(String),
    });
    expect(Buffer.from(body.caData, 'base64').toString()).toContain(
      'BEGIN CERTIFICATE',
    );
    expect(Date.parse(body.until) - Date.now()).toBeLessThanOrEqual(3_600_000);
    expect(tenant.names('serviceaccounts')).toEqual([
      expect.stringMatching(/^plugin-kubernetes-view-[0-9a-f]{10}$/),
    ]);
    expect(tenant.closed).toBe(tenant.opened);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'kubernetes-plugin-credential-issue',
        severityLevel: 'high',
      }),
    );
    expect(JSON.stringify(auditEvent.success.mock.calls)).not.toContain(
      body.token,
    );
  });

  it('names the clusters by their entities, and which of its credentials can be used', async () => {
    await start();
    const { body: made } = await issue().expect(201);
    const { body } = await list().expect(200);
    expect(body).toEqual({
      items: [
        {
          managementCluster: 'local',
          namespace: 'dpf-clusters',
          name: 'blue',
          uid: expect.any(String),
          clusterName: 'local.dpf-clusters.blue',
          title: 'dpf-clusters/blue',
        },
      ],
      liveCredentials: [made.id],
    });
  });

  it('lets the token be revoked, as any credential', async () => {
    const { tenant } = await start();
    const { body: made } = await issue().expect(201);
    expect(tenant.accepts(made.token)).toBe(true);
    const { body } = await request(backend.server)
      .get(`${BLUE}/credentials`)
      .expect(200);
    expect(body.items).toEqual([
      expect.objectContaining({ id: made.id, user: 'plugin:kubernetes' }),
    ]);
    await request(backend.server)
      .delete(`${BLUE}/credentials/${made.id}`)
      .expect(204);
    expect(tenant.accepts(made.token)).toBe(false);
    expect((await list()).body.liveCredentials).toEqual([]);
  });

  it.each([
    ['a user', mockCredentials.user.header('user:default/ann')],
    ['another plugin', mockCredentials.service.header()],
    [
      'a user by the plugin',
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.user('user:default/ann'),
        targetPluginId: 'dpf',
      }),
    ],
  ])('makes none for %s', async (_who, header) => {
    const { tenant } = await start();
    await issue(header).expect(403);
    expect(tenant.writes).toEqual([]);
    const { body } = await list(header).expect(200);
    expect(body).not.toHaveProperty('liveCredentials');
  });

  it.each(['dpf.dpu-cluster.read', 'dpf.dpu-cluster.kubeconfig.view'])(
    'shows a user no cluster without %s',
    async permission => {
      const user = mockCredentials.service.header({
        onBehalfOf: mockCredentials.user(),
        targetPluginId: 'dpf',
      });
      await start({ permissions: ownersOnly(permission) }, OTHERS);
      expect((await list(user).expect(200)).body.items).toEqual([]);
      await backend.fake.add('red', {
        annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' },
      });
      expect((await list(user).expect(200)).body.items).toEqual([
        expect.objectContaining({ name: 'red' }),
      ]);
    },
  );

  it('is off unless it is configured', async () => {
    const { tenant } = await start({ kubeconfigs: { roles: ['view'] } });
    const { body } = await issue().expect(409);
    expect(body.error.message).toContain('kubernetesPlugin.enabled');
    await list().expect(409);
    expect(tenant.writes).toEqual([]);
  });

  it('makes nothing in a cluster that has another server than at the last check', async () => {
    const { tenant } = await start();
    tenant.namedBy = 'user';
    const { body } = await issue().expect(409);
    expect(body.error.message).toContain('was registered with a kubeconfig');
    expect(tenant.writes).toEqual([]);
    expect(tenant.closed).toBe(tenant.opened);
  });

  it('offers a registered cluster in a listed network whose owner allows it', async () => {
    const consent = {
      spec: { type: 'static' },
      annotations: { [DPF_ANNOTATIONS.credentials]: 'allowed' },
    };
    const { tenant } = await start({}, consent);
    tenant.namedBy = 'user';
    expect((await list()).body.items[0].problem).toContain('registeredServers');
    await issue().expect(409);
    expect(tenant.writes).toEqual([]);
    await backend.stop();
    await start(
      {
        kubeconfigs: {
          kubernetesPlugin: {
            enabled: true,
            registeredServers: ['10.66.66.0/24'],
          },
        },
      },
      consent,
    );
    backend.fake.tenant.namedBy = 'user';
    expect((await list()).body.items[0]).not.toHaveProperty('problem');
    await issue().expect(201);
  });
});
