import { KubeConfig } from '@kubernetes/client-node';
import {
  TestAuthority,
  TestProxy,
  TestTenant,
} from '@dpf-portal/test-support/tenants';
import { RestTransport } from '@dpf-portal/kube-controller';

describe('the trust in a management API', () => {
  let root: TestAuthority;
  let intermediate: TestAuthority;
  let server: TestTenant;
  let proxy: TestProxy;

  beforeAll(async () => {
    root = await TestAuthority.create();
    intermediate = await root.issueAuthority('intermediate');
    server = await TestTenant.start(root, {
      serverAuthority: intermediate,
      intermediates: [intermediate],
    });
    proxy = await TestProxy.start(() => server.port);
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });

  async function ask(ca: string, options: { proxyUrl?: string }) {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(server.kubeconfig(undefined, ca));
    const transport = RestTransport.fromKubeConfig(kubeConfig, options);
    try {
      return await transport.request({ method: 'GET', path: '/version' });
    } finally {
      transport.close();
    }
  }

  describe.each([
    ['directly', () => ({})],
    ['through a proxy', () => ({ proxyUrl: proxy.url })],
  ])('%s', (_, options) => {
    it.each([
      ['an intermediate authority', () => intermediate.certificate],
      ['the root', () => root.certificate],
    ])('is that of kubectl for %s', async (__, ca) => {
      await expect(ask(ca(), options())).resolves.toContain('v1.29.0');
    });

    it('is refused for another authority', async () => {
      const other = await TestAuthority.create('other');
      await expect(ask(other.certificate, options())).rejects.toMatchObject({
        code: expect.stringMatching(/^(UNABLE_TO|SELF_SIGNED)/),
      });
    });
  });
});
