import {
  TestAuthority,
  TestProxy,
  TestTenant,
} from '@dpf-portal/test-support/tenants';
import dns from 'node:dns/promises';
import { certificateExpiry } from './certificates';
import { checkTenantApi } from './checkTenantApi';

const LAB = ['127.0.0.0/8'];
const NAMESPACES = '/api/v1/namespaces?limit=1';

describe('checkTenantApi', () => {
  let authority: TestAuthority;
  let tenant: TestTenant;

  beforeEach(async () => {
    authority = await TestAuthority.create();
    tenant = await TestTenant.start(authority);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await tenant.stop();
  });

  function checkOf(kubeconfig: string, allowedCidrs?: string[]) {
    return checkTenantApi({
      kubeconfig,
      access: { mode: 'direct', allowedCidrs },
    });
  }
  const check = (allowedCidrs?: string[]) =>
    checkOf(tenant.kubeconfig(), allowedCidrs);

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

  it.each([
    ['ServerIsLocal', 'https://127.0.0.1:6443', '127.0.0.1:6443 is a loopback'],
    ['ServerIsLocal', 'https://0.0.0.0:6443', '0.0.0.0:6443 is an unspecified'],
    ['ServerIsLocal', 'https://[::1]:6443', '[::1]:6443 is a loopback'],
    ['ServerIsLocal', 'https://[::]:6443', '[::]:6443 is an unspecified'],
    [
      'ServerIsLocal',
      'https://169.254.1.1:6443',
      '169.254.1.1:6443 is a link-local',
    ],
    [
      'ServerIsLocal',
      'https://[::ffff:127.0.0.1]:6443',
      '127.0.0.1:6443 is a loopback',
    ],
    ['ServerIsLocal', 'https://localhost:6443', 'localhost:6443 is a loopback'],
  ])(
    'asks the owner of %s for another address, and nobody to allow it: %s',
    async (reason, server, said) => {
      jest
        .spyOn(dns, 'lookup')
        .mockResolvedValue([{ address: '127.0.0.1', family: 4 }] as never);
      const { problem } = await checkOf(tenant.kubeconfig(server));
      expect(problem).toEqual({
        reason,
        who: 'owner',
        lasting: true,
        message: expect.stringContaining(said),
      });
      expect(problem?.message).toContain('the machine it was made on');
      expect(problem?.message).toContain('k3s: --tls-san');
      expect(problem?.message).not.toMatch(/allowedCidrs|management/);
    },
  );

  it.each([
    'https://kind-control-plane:6443',
    'https://dev-control-plane:6443',
    'https://kubernetes.default.svc:443',
  ])('asks the owner about a name that leads nowhere: %s', async server => {
    jest.spyOn(dns, 'lookup').mockRejectedValue(new Error('ENOTFOUND'));
    const { problem } = await checkOf(tenant.kubeconfig(server));
    expect(problem).toMatchObject({
      reason: 'NameNotResolved',
      who: 'owner',
      lasting: false,
    });
    expect(problem?.message).not.toContain('allowedCidrs');
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

  describe('of a server that is not trusted', () => {
    it.each<[string, Parameters<typeof TestTenant.start>[1], RegExp, string]>([
      [
        'made out for other addresses',
        { ips: ['192.0.2.1'] },
        /^The server’s certificate is made out for other addresses.*\. Add the address to the server’s SANs .*`openssl s_client -connect 127\.0\.0\.1:\d+ /,
        'owner',
      ],
      [
        'that expired',
        { notAfter: new Date(0) },
        /^The server’s own certificate expired\. Renew the certificate on the server\. .*`kubeadm certs renew apiserver`/,
        'owner',
      ],
      [
        'that is not for a server',
        { usages: ['1.3.6.1.5.5.7.3.2'] },
        /not one that Kubernetes clients accept for a server\. Have the certificate issued anew/,
        'owner',
      ],
      [
        'that is not valid yet',
        { notBefore: new Date(Date.now() + 24 * 60 * 60_000) },
        /one of the two clocks is wrong\. Compare the clocks: run `date -u`/,
        'platform',
      ],
    ])(
      'says of a certificate %s what is wrong, what mends it and who does it',
      async (_, options, message, who) => {
        const one = await TestTenant.start(authority, options);
        await expect(checkOf(one.kubeconfig(), LAB)).resolves.toMatchObject({
          ok: false,
          problem: {
            reason: 'TLSUntrusted',
            lasting: false,
            message: expect.stringMatching(message),
            who,
          },
        });
        await one.stop();
      },
    );

    it('says so where another authority signed', async () => {
      const other = await TestAuthority.create('other');
      await expect(
        checkOf(tenant.kubeconfig(undefined, other.certificate), LAB),
      ).resolves.toMatchObject({
        problem: {
          reason: 'TLSUntrusted',
          message: expect.stringMatching(
            /another CA signed it than the one in the kubeconfig\. If the CA of the cluster was replaced, replace the kubeconfig/,
          ),
          who: 'owner',
        },
      });
    });

    it('says that it is the authority that expired, and not the server’s certificate', async () => {
      const old = await TestAuthority.create('old', {
        notAfter: new Date(Date.now() - 60_000),
      });
      const one = await TestTenant.start(old);
      await expect(checkOf(one.kubeconfig(), LAB)).resolves.toMatchObject({
        problem: {
          message: expect.stringMatching(/^The CA in the kubeconfig expired\./),
        },
      });
      await one.stop();
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
