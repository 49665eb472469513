import { KubeClient, RestTransport } from '@dpf-portal/kube-controller';
import { kamajiCluster, staticCluster } from '@dpf-portal/test-support';
import {
  TestAuthority,
  TestProxy,
  TestTenant,
} from '@dpf-portal/test-support/tenants';
import { FakeApiServer } from '../testing/FakeApiServer';
import { checkTenants } from './checkTenants';

describe('The doctor’s check of DPU clusters', () => {
  let api: FakeApiServer;
  let transport: RestTransport;
  let tenant: TestTenant;
  let proxy: TestProxy;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    transport = RestTransport.fromKubeConfig(api.kubeConfig());
    tenant = await TestTenant.start(await TestAuthority.create());
    proxy = await TestProxy.start(() => tenant.port);
  });
  afterEach(async () => {
    transport.close();
    await proxy.stop();
    await tenant.stop();
    await api.stop();
  });

  async function outcomeFor(server: string, cluster = staticCluster()) {
    const { namespace = '' } = cluster.metadata;
    const { kubeconfig: name = '' } = cluster.spec;
    const kubeconfig = Buffer.from(tenant.kubeconfig(server));
    api.objects.create('secrets', namespace, {
      metadata: { name, namespace },
      ...{ data: { 'admin.conf': kubeconfig.toString('base64') } },
    });
    const [, outcome] = await checkTenants.run({
      client: new KubeClient({ transport }),
      server: 'https://10.0.0.1:6443',
      roles: {},
      leaseNamespace: 'dpf-operator-system',
      tenantAccess: { mode: 'proxy', proxyUrl: proxy.url },
      apis: {
        capabilities: { apis: [], dpuGroups: [], kamaji: true },
        clusters: [],
        dpus: [],
      },
      clusters: [cluster],
    });
    return outcome;
  }

  it.each([staticCluster(), kamajiCluster({ spec: { kubeconfig: 'admin' } })])(
    'says exactly why there is no connection, to who runs it',
    async cluster => {
      proxy.broken = true;
      const outcome = await outcomeFor('https://10.66.66.66:6443', cluster);
      expect(outcome).toMatchObject({
        message: expect.stringContaining('status 502'),
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
});
