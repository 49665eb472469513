import net, { AddressInfo } from 'node:net';
import {
  MisbehavingTenant,
  MisbehaviourName,
  TestAuthority,
  TestProxy,
  TestTenant,
} from '@dpf-portal/test-support/tenants';
import { AddressFence, ServerNamedBy } from './AddressFence';
import { detailOf } from './tenantErrors';
import { TenantAccess, TenantCredentials } from './TenantAccess';
import { TenantHttpClient } from './TenantHttpClient';

/** As where no networks are listed, except that loopback is admitted: no test connects elsewhere. */
class UnlistedFence extends AddressFence {
  constructor() {
    super({});
  }
  async admit(): Promise<string> {
    return '127.0.0.1';
  }
}

describe('TenantHttpClient', () => {
  let authority: TestAuthority;
  let tenant: TestTenant;
  const clients: TenantHttpClient[] = [];

  beforeAll(async () => {
    authority = await TestAuthority.create();
  });

  beforeEach(async () => {
    tenant = await TestTenant.start(authority);
  });

  afterEach(async () => {
    clients.splice(0).forEach(client => client.close());
    await tenant.stop();
  });

  function open(
    options: {
      credentials?: Partial<TenantCredentials>;
      access?: TenantAccess;
      fence?: AddressFence;
      namedBy?: ServerNamedBy;
      timeoutMs?: number;
    } = {},
  ): TenantHttpClient {
    const allowedCidrs = ['127.0.0.0/8', '10.66.66.66/32'];
    const client = new TenantHttpClient({
      credentials: { ...tenant.credentials, ...options.credentials },
      access: options.access ?? { mode: 'direct' },
      fence: options.fence ?? new AddressFence({ allowedCidrs }),
      namedBy: options.namedBy,
      timeoutMs: options.timeoutMs ?? 60_000,
    });
    clients.push(client);
    return client;
  }

  it('keeps its connection, and opens a new one on request', async () => {
    const client = open();
    await client.get('/readyz');
    await client.get('/readyz');
    expect(tenant.connections).toBe(1);
    client.reconnect();
    await client.get('/readyz');
    expect(tenant.connections).toBe(2);
  });

  it('reaches a VIP through the proxy and still verifies the tenant’s certificate', async () => {
    const proxy = await TestProxy.start(() => tenant.port);
    const access: TenantAccess = { mode: 'proxy', proxyUrl: proxy.url };
    const vip = { host: '10.66.66.66', port: 31443 };
    await expect(
      open({ credentials: vip, access }).get('/readyz'),
    ).resolves.toMatchObject({ status: 200 });
    expect(proxy.asked).toEqual(['10.66.66.66:31443']);

    const other = await TestAuthority.create('other');
    await expect(
      open({
        credentials: { ...vip, ca: other.certificate },
        access,
      }).get('/readyz'),
    ).rejects.toMatchObject({ reason: 'TLSUntrusted' });
    await proxy.stop();
  });

  it('tells whether its API server answers at another address', async () => {
    const vip = { host: '10.66.66.66', port: tenant.port };
    const bounds = { timeoutMs: 1_000 };
    const client = open({ credentials: vip });
    expect(await client.answersAt('127.0.0.1', bounds)).toBe(true);
    expect(await client.answersAt('10.66.66.67', bounds)).toBe(false);

    const { certificate: ca } = await TestAuthority.create('other');
    const stranger = open({ credentials: { ...vip, ca } });
    expect(await stranger.answersAt('127.0.0.1', bounds)).toBe(false);
  });

  it('names a proxy that cannot connect', async () => {
    const proxy = await TestProxy.start(() => tenant.port);
    proxy.broken = true;
    const access: TenantAccess = { mode: 'proxy', proxyUrl: proxy.url };
    await expect(open({ access }).get('/readyz')).rejects.toMatchObject({
      reason: 'Unreachable',
      message: expect.stringContaining('status 502'),
    });
    await proxy.stop();
  });

  it('is refused by the fence before any packet is sent', async () => {
    await expect(
      open({ credentials: { host: '10.66.66.67' } }).get('/readyz'),
    ).rejects.toMatchObject({ reason: 'AddressNotAllowed' });
    expect(tenant.connections).toBe(0);
  });

  it('calls a name unknown that no resolver answers for in time', async () => {
    const fence = new AddressFence({ resolve: () => new Promise(() => {}) });
    const credentials = { host: 'api.example' };
    await expect(
      open({ credentials, fence, timeoutMs: 50 }).get('/readyz'),
    ).rejects.toMatchObject({ reason: 'NameNotResolved' });
  });

  it('calls a server that accepts and never answers slow', async () => {
    tenant.answers = () => undefined;
    await expect(open({ timeoutMs: 50 }).get('/readyz')).rejects.toMatchObject({
      reason: 'Slow',
    });
  });

  it('calls a closed port unreachable', async () => {
    const { port } = tenant;
    await tenant.stop();
    const client = open({ credentials: { port } });
    await expect(client.get('/readyz')).rejects.toMatchObject({
      reason: 'Unreachable',
      message: 'The connection was refused.',
    });
    tenant = await TestTenant.start(authority);
  });

  it('does not accept a certificate for another address', async () => {
    const elsewhere = await TestTenant.start(authority, {
      ips: ['192.0.2.1'],
    });
    await expect(
      open({ credentials: { port: elsewhere.port } }).get('/readyz'),
    ).rejects.toMatchObject({
      reason: 'TLSUntrusted',
      message:
        'The server’s certificate is made out for other addresses, not for the one in the kubeconfig.',
      tlsProblem: 'OtherAddress',
    });
    await elsewhere.stop();
  });

  describe('of a server whose authority has an intermediate one', () => {
    let intermediate: TestAuthority;
    let behind: TestTenant;

    beforeAll(async () => {
      intermediate = await authority.issueAuthority('intermediate');
    });
    const start = async (intermediates: TestAuthority[]) => {
      behind = await TestTenant.start(authority, {
        serverAuthority: intermediate,
        intermediates,
      });
    };
    afterEach(() => behind.stop());
    const get = (ca: string) =>
      open({ credentials: { port: behind.port, ca } }).get('/readyz');

    it.each([
      ['the intermediate one', () => intermediate.certificate],
      ['the root', () => authority.certificate],
      ['both', () => `${intermediate.certificate}\n${authority.certificate}`],
    ])('trusts it, as kubectl does, by %s', async (_, ca) => {
      await start([intermediate]);
      await expect(get(ca())).resolves.toMatchObject({ status: 200 });
    });

    it('trusts it by the intermediate one though it sends its own certificate alone', async () => {
      await start([]);
      await expect(get(intermediate.certificate)).resolves.toMatchObject({
        status: 200,
      });
      await expect(get(authority.certificate)).rejects.toMatchObject({
        tlsProblem: 'OtherAuthority',
      });
    });

    it.each([
      ['another authority', () => TestAuthority.create('other')],
      ['another of the same name', () => TestAuthority.create('test')],
      [
        'another intermediate one of the same root',
        () => authority.issueAuthority('intermediate'),
      ],
    ])('does not trust it by %s', async (_, create) => {
      await start([intermediate]);
      const { certificate } = await create();
      await expect(get(certificate)).rejects.toMatchObject({
        reason: 'TLSUntrusted',
        tlsProblem: 'OtherAuthority',
      });
    });
  });

  it('does not accept a certificate that has only a common name, which Go clients ignore', async () => {
    const named = await TestTenant.start(authority, { ips: [] });
    await expect(
      open({ credentials: { port: named.port } }).get('/readyz'),
    ).rejects.toMatchObject({ tlsProblem: 'OtherAddress' });
    await named.stop();
  });

  it('stops reading an answer that is too long', async () => {
    tenant.answers = () => ({ status: 200, body: 'x'.repeat(2_000) });
    await expect(
      open().get('/readyz', { maxBytes: 1_000 }),
    ).rejects.toMatchObject({
      reason: 'Unhealthy',
      message: 'The answer is too long.',
    });
  });

  it('does not follow a redirect', async () => {
    tenant.answers = () => ({
      status: 302,
      headers: { location: 'https://127.0.0.1:1/' },
    });
    await expect(open().get('/readyz')).resolves.toMatchObject({ status: 302 });
    expect(tenant.requests).toEqual(['/readyz']);
  });

  it('says that a key cannot be read before it connects', () => {
    expect(() => open({ credentials: { key: 'no key' } })).toThrow(
      expect.objectContaining({ reason: 'KubeconfigUnusable' }),
    );
  });

  describe('of a server that a user names where no networks are listed', () => {
    const stops: Array<() => void | Promise<void>> = [];
    afterEach(async () => {
      await Promise.all(stops.splice(0).map(stop => stop()));
    });

    async function failureOf(
      options: Parameters<typeof open>[0],
    ): Promise<{ reason: string; message: string; detail?: string }> {
      const error = await open({
        fence: new UnlistedFence(),
        timeoutMs: 300,
        ...options,
      })
        .get('/readyz')
        .then(
          () => new Error('It answered'),
          failure => failure,
        );
      const { reason, message } = error;
      return { reason, message, detail: detailOf(error) };
    }

    const misbehaving =
      (name: MisbehaviourName) => async (): Promise<{ port: number }> => {
        const one = await MisbehavingTenant.start(authority, name);
        stops.push(() => one.stop());
        return { port: one.port };
      };
    async function closedPort(): Promise<{ port: number }> {
      const server = net.createServer().listen(0, '127.0.0.1');
      await new Promise(resolve => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      await new Promise(resolve => server.close(resolve));
      return { port };
    }

    const SILENT: Array<
      [string, () => Promise<{ port: number }>, string, string]
    > = [
      ['refuses', closedPort, 'Unreachable', 'The connection was refused.'],
      [
        'resets',
        misbehaving('resets the connection'),
        'Unreachable',
        'The connection was cut.',
      ],
      [
        'hangs up',
        misbehaving('hangs up'),
        'Unreachable',
        'The connection was cut.',
      ],
      [
        'hangs before TLS',
        misbehaving('hangs before TLS'),
        'Slow',
        'It accepted the connection but',
      ],
      [
        'hangs in TLS',
        misbehaving('hangs in TLS'),
        'Slow',
        'It accepted the connection but',
      ],
      [
        'speaks no TLS',
        misbehaving('speaks HTTP in the clear'),
        'TLSUntrusted',
        'The server does not speak TLS.',
      ],
    ];

    it('says one and the same, whatever fails before its certificate arrives', async () => {
      const said = new Set<string>();
      for (const [, start] of SILENT) {
        const credentials = await start();
        const { reason, message } = await failureOf({ credentials });
        said.add(`${reason}: ${message}`);
      }
      expect([...said]).toEqual([
        expect.stringMatching(/^Unreachable: The portal could not make a TLS/),
      ]);
    });

    it.each(SILENT)(
      'keeps for the log what happened when it %s',
      async (_, start, _reason, sentence) => {
        const credentials = await start();
        const { detail } = await failureOf({ credentials });
        expect(detail).toContain(sentence);
      },
    );

    it.each(SILENT)(
      'says exactly what happened when it %s, where networks are listed',
      async (_, start, reason, sentence) => {
        const failure = await failureOf({
          credentials: await start(),
          fence: new AddressFence({ allowedCidrs: ['127.0.0.0/8'] }),
        });
        expect(failure).toEqual({
          reason,
          message: expect.stringContaining(sentence),
          detail: undefined,
        });
      },
    );

    it.each(SILENT)(
      'says exactly what happened when it %s, of a control plane of Kamaji',
      async (_, start, reason, sentence) => {
        const credentials = await start();
        const failure = await failureOf({ credentials, namedBy: 'kamaji' });
        expect(failure).toEqual({
          reason,
          message: expect.stringContaining(sentence),
          detail: undefined,
        });
      },
    );

    describe('behind the proxy', () => {
      let proxy: TestProxy;
      const through = (url = proxy.url) => ({
        access: { mode: 'proxy' as const, proxyUrl: url },
      });
      beforeEach(async () => {
        proxy = await TestProxy.start(() => tenant.port);
      });
      afterEach(() => proxy.stop());

      it('does not tell what the proxy met', async () => {
        const { message: direct } = await failureOf({
          credentials: await closedPort(),
        });
        proxy.broken = true;
        await expect(failureOf(through())).resolves.toMatchObject({
          message: direct,
          detail: expect.stringContaining('status 502'),
        });
        proxy.broken = false;
        const { port } = await closedPort();
        const refusing = await TestProxy.start(() => port);
        await expect(failureOf(through(refusing.url))).resolves.toMatchObject({
          message: direct,
        });
        await refusing.stop();
        const { port: hanging } = await misbehaving('hangs before TLS')();
        await expect(
          failureOf(through(`http://127.0.0.1:${hanging}`)),
        ).resolves.toMatchObject({ message: direct });
      });

      it('reports that the proxy itself is unreachable, which affects every server', async () => {
        const { url } = proxy;
        await proxy.stop();
        await expect(failureOf(through(url))).resolves.toMatchObject({
          message: 'The proxy to the DPU clusters does not answer.',
        });
        proxy = await TestProxy.start(() => tenant.port);
      });
    });

    it.each<[string, () => Promise<TestTenant>, string]>([
      [
        'of another authority',
        async () =>
          TestTenant.start(authority, {
            serverAuthority: await TestAuthority.create('other'),
          }),
        'not trusted',
      ],
      [
        'for another address',
        () => TestTenant.start(authority, { ips: ['192.0.2.1'] }),
        'made out for other addresses',
      ],
      [
        'that has expired',
        () => TestTenant.start(authority, { notAfter: new Date(0) }),
        'server’s own certificate expired',
      ],
      [
        'that is not valid yet',
        () =>
          TestTenant.start(authority, {
            notBefore: new Date(Date.now() + 24 * 60 * 60_000),
          }),
        'one of the two clocks is wrong',
      ],
    ])(
      'always says what is wrong with a certificate %s',
      async (_, start, said) => {
        const one = await start();
        await expect(
          failureOf({ credentials: { port: one.port } }),
        ).resolves.toEqual({
          reason: 'TLSUntrusted',
          message: expect.stringContaining(said),
          detail: undefined,
        });
        await one.stop();
      },
    );

    it('says that it is slow when it has shown its certificate', async () => {
      tenant.answers = () => undefined;
      await expect(failureOf({})).resolves.toMatchObject({ reason: 'Slow' });
    });
  });
});
