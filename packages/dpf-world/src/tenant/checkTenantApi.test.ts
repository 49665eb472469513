import {
  TestAuthority,
  TestProxy,
  TestTenant,
} from '@dpf-portal/test-support/tenants';
import dns from 'node:dns/promises';
import { certificateExpiry } from './certificates';
import { checkTenantApi } from './checkTenantApi';

const NAMESPACES = '/api/v1/namespaces?limit=1';

describe('checkTenantApi', () => {
  let tenant: TestTenant;

  beforeEach(async () => {
    tenant = await TestTenant.start(await TestAuthority.create());
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await tenant.stop();
  });

  function check(allowedCidrs?: string[]) {
    return checkTenantApi({
      kubeconfig: tenant.kubeconfig(),
      access: { mode: 'direct', allowedCidrs },
    });
  }

  it('reads the version and the certificate’s expiry', async () => {
    await expect(check(['127.0.0.0/8'])).resolves.toEqual({
      ok: true,
      server: tenant.credentials.server,
      serverVersion: 'v1.29.0',
      certificateExpires: certificateExpiry(tenant.credentials.certificate),
    });
    expect(tenant.requests).toEqual([
      '/readyz',
      '/api/v1/namespaces?limit=1',
      '/version',
    ]);
  });

  it('reports refused credentials without the server’s words', async () => {
    tenant.answers = () => ({ status: 401, body: 'secret words' });
    const result = await check(['127.0.0.0/8']);
    expect(result).toMatchObject({
      ok: false,
      problem: { reason: 'CredentialsRejected' },
    });
    expect(JSON.stringify(result)).not.toContain('secret words');
  });

  const PAGE = '<html><body>Welcome</body></html>';
  it.each<[string, string, string]>([
    ['a web page for /readyz', '/readyz', PAGE],
    ['nothing for /readyz', '/readyz', ''],
    ['more than ok for /readyz', '/readyz', 'ok, and so on'],
    ['a web page for /version', '/version', PAGE],
    ['no gitVersion', '/version', '{"version":"v1.30.0"}'],
    [
      'a gitVersion that is none',
      '/version',
      '{"gitVersion":"<script>alert(1)</script>"}',
    ],
    [
      'a gitVersion without end',
      '/version',
      `{"gitVersion":"v${'1'.repeat(50_000)}.0.0"}`,
    ],
    [
      'a gitVersion of several lines',
      '/version',
      '{"gitVersion":"v1.30.0\\n2026-01-01 forged"}',
    ],
    ['a web page for namespaces', NAMESPACES, PAGE],
    ['another list', NAMESPACES, '{"kind":"NodeList","items":[]}'],
    ['a list without items', NAMESPACES, '{"kind":"NamespaceList"}'],
    ['null', NAMESPACES, 'null'],
  ])(
    'does not take for an API server what answers %s',
    async (_, path, body) => {
      const { answers } = tenant;
      tenant.answers = asked =>
        asked === path ? { status: 200, body } : answers(asked);
      const result = await check(['127.0.0.0/8']);
      expect(result).toMatchObject({
        ok: false,
        problem: {
          reason: 'Unhealthy',
          lasting: true,
          message: expect.stringContaining('is not a Kubernetes API server'),
        },
      });
      expect(result).not.toHaveProperty('serverVersion');
      expect(JSON.stringify(result)).not.toMatch(/Welcome|script|forged/);
    },
  );

  it('lets a server that is not ready come up', async () => {
    tenant.answers = () => ({ status: 500, body: '[-]etcd failed' });
    await expect(check(['127.0.0.0/8'])).resolves.toMatchObject({
      problem: { reason: 'Unhealthy', lasting: false },
    });
  });

  it('never reaches loopback unless that is allowed', async () => {
    await expect(check()).resolves.toMatchObject({
      ok: false,
      problem: { reason: 'ServerIsLocal', lasting: true },
    });
    expect(tenant.connections).toBe(0);
  });

  it.each([
    ['AddressNotAllowed', 'https://203.0.113.7:6443'],
    ['AddressForbidden', 'https://169.254.169.254'],
    ['ServerIsLocal', 'https://[::1]:6443'],
    ['ServerIsLocal', 'https://localhost:6443'],
  ])('will never be %s otherwise: %s', async (reason, server) => {
    await expect(
      checkTenantApi({
        kubeconfig: tenant.kubeconfig(server),
        access: { mode: 'direct' },
      }),
    ).resolves.toMatchObject({ ok: false, problem: { reason, lasting: true } });
  });

  it('hopes that a name which does not resolve will', async () => {
    jest.spyOn(dns, 'lookup').mockRejectedValue(new Error('ENOTFOUND'));
    await expect(
      checkTenantApi({
        kubeconfig: tenant.kubeconfig('https://api.example:6443'),
        access: { mode: 'direct' },
      }),
    ).resolves.toMatchObject({
      problem: { reason: 'NameNotResolved', lasting: false },
    });
  });

  it('keeps what happened before a certificate arrived for the log', async () => {
    const proxy = await TestProxy.start(() => tenant.port);
    proxy.broken = true;
    const { problem } = await checkTenantApi({
      kubeconfig: tenant.kubeconfig('https://10.66.66.66:6443'),
      access: { mode: 'proxy', proxyUrl: proxy.url },
    });
    await proxy.stop();
    expect(problem).toEqual({
      reason: 'Unreachable',
      lasting: false,
      message: expect.not.stringContaining('502'),
      detail: expect.stringContaining('502'),
    });
  });

  it('refuses an unsafe kubeconfig before it touches the network', async () => {
    await expect(
      checkTenantApi({
        kubeconfig: 'apiVersion: v1\nkind: Config\n',
        access: { mode: 'direct' },
      }),
    ).rejects.toThrow('refused');
    expect(tenant.connections).toBe(0);
  });
});
