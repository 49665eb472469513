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

  it('does not ask a control plane that Kamaji is still starting', async () => {
    const cluster = kamajiCluster({ spec: { kubeconfig: 'admin' } });
    expect(await outcomeFor('https://10.66.66.66:6443', cluster)).toMatchObject(
      {
        state: 'ok',
        message: expect.stringContaining('was not asked'),
      },
    );
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
