import { kamajiCluster, staticCluster } from '@dpf-portal/test-support';
import {
  TestAuthority,
  TestProxy,
  TestTenant,
} from '@dpf-portal/test-support/tenants';
import { FakeApiServer } from '../testing/FakeApiServer';
import { runDoctor } from './runDoctor';

describe('The doctor’s check of DPU clusters', () => {
  let api: FakeApiServer;
  let tenant: TestTenant;
  let proxy: TestProxy;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    tenant = await TestTenant.start(await TestAuthority.create());
    proxy = await TestProxy.start(() => tenant.port);
  });
  afterEach(async () => {
    await proxy.stop();
    await tenant.stop();
    await api.stop();
  });

  async function outcomeFor(
    server: string,
    cluster = staticCluster(),
    timeoutMs = 15_000,
  ) {
    const { namespace = '' } = cluster.metadata;
    const { kubeconfig: name = '' } = cluster.spec;
    const kubeconfig = Buffer.from(tenant.kubeconfig(server));
    api.objects.create('secrets', namespace, {
      metadata: { name, namespace },
      ...{ data: { 'admin.conf': kubeconfig.toString('base64') } },
    });
    const [group] = cluster.apiVersion?.split('/') ?? [];
    api.objects.create(`dpuclusters.${group}`, namespace, cluster);
    const outcomes = await runDoctor({
      kubeConfig: api.kubeConfig(),
      roles: {},
      tenantAccess: { mode: 'proxy', proxyUrl: proxy.url },
      timeoutMs,
    });
    const [, outcome] = outcomes.filter(
      ({ check }) => check === 'DPU clusters',
    );
    return outcome;
  }

  it('names the server and the version of one that answers', async () => {
    expect(await outcomeFor('https://10.66.66.66:6443')).toMatchObject({
      state: 'ok',
      message: expect.stringMatching(
        / answers at https:\/\/10\.66\.66\.66:6443 \(v/,
      ),
    });
  });

  it.each([
    staticCluster(),
    kamajiCluster({
      spec: { kubeconfig: 'admin' },
      status: { phase: 'Ready' },
    }),
  ])(
    'says exactly why there is no connection, to who runs it',
    async cluster => {
      proxy.broken = true;
      const outcome = await outcomeFor('https://10.66.66.66:6443', cluster);
      expect(outcome).toMatchObject({
        state: 'problem',
        message: expect.stringContaining('status 502'),
        remedy: expect.stringContaining('Check that the server runs'),
      });
    },
  );

  it.each(['127.0.0.1', '[::]', '169.254.1.1'])(
    'never advises to allow %s',
    async host => {
      const outcome = await outcomeFor(`https://${host}:6443`);
      expect(JSON.stringify(outcome)).toContain('the machine it was made on');
      expect(JSON.stringify(outcome)).not.toMatch(/allow/);
    },
  );

  describe('of a control plane that is starting, and so is not asked', () => {
    const starting = (created: number) => {
      const cluster = kamajiCluster({ spec: { kubeconfig: 'admin' } });
      cluster.metadata.creationTimestamp = new Date(created).toISOString();
      return outcomeFor('https://10.66.66.66:6443', cluster);
    };
    const makeDataStore = () =>
      api.objects.create('datastores', '', { metadata: { name: 'default' } });

    beforeEach(() => {
      const labels = { 'node-role.kubernetes.io/control-plane': 'true' };
      api.objects.create('nodes', '', { metadata: { name: 'host-0', labels } });
    });

    it('is content for a while', async () => {
      makeDataStore();
      expect(await starting(Date.now())).toMatchObject({
        state: 'ok',
        message: expect.stringContaining('was not asked'),
      });
    });

    it('warns when that takes too long', async () => {
      makeDataStore();
      expect(await starting(0)).toMatchObject({
        state: 'warning',
        message: expect.stringContaining('has not started on this cluster'),
        remedy: expect.stringContaining('Look at its log: `kubectl '),
      });
    });

    it('reports what keeps it from starting', async () => {
      expect(await starting(Date.now())).toMatchObject({
        state: 'problem',
        message: expect.stringContaining('DataStore default does not exist'),
      });
    });
  });

  it('names those that it had no time to ask', async () => {
    proxy.broken = true;
    const cluster = staticCluster();
    expect(
      await outcomeFor('https://10.66.66.66:6443', cluster, 500),
    ).toMatchObject({
      state: 'warning',
      message: expect.stringContaining(cluster.metadata.name),
    });
  });
});
