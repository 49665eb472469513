import { TestProxy } from '../__testUtils__/TestProxy';
import { TestAuthority, TestTenant } from '../__testUtils__/TestTenant';
import { AddressFence } from './AddressFence';
import { TenantAccess } from './TenantAccess';
import { TenantCredentials } from './TenantCredentials';
import { TenantHttpClient } from './TenantHttpClient';

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
      timeoutMs?: number;
    } = {},
  ): TenantHttpClient {
    const allowedCidrs = ['127.0.0.0/8', '10.66.66.66/32'];
    const client = new TenantHttpClient({
      credentials: { ...tenant.credentials, ...options.credentials },
      access: options.access ?? { mode: 'direct' },
      fence: new AddressFence({ allowedCidrs }),
      timeoutMs: options.timeoutMs ?? 60_000,
    });
    clients.push(client);
    return client;
  }

  it('keeps its connection, and makes a new one when told to', async () => {
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
      message: 'The server’s certificate is not for this address.',
    });
    await elsewhere.stop();
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
});
