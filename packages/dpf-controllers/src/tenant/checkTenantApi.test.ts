import { TestAuthority, TestTenant } from '../__testUtils__/TestTenant';
import { certificateExpiry } from './certificateExpiry';
import { checkTenantApi } from './checkTenantApi';

describe('checkTenantApi', () => {
  let tenant: TestTenant;

  beforeEach(async () => {
    tenant = await TestTenant.start(await TestAuthority.create());
  });

  afterEach(async () => {
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
    expect(tenant.requests).toEqual(['/version']);
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

  it.each([
    '<script>alert(1)</script>',
    `v${'1'.repeat(50_000)}.0.0`,
    `v1.30.0\\n2026-01-01 forged`,
  ])('does not pass on a version that is none', async gitVersion => {
    tenant.answers = () => ({
      status: 200,
      body: JSON.stringify({ gitVersion }),
    });
    const result = await check(['127.0.0.0/8']);
    expect(result.serverVersion).toBeUndefined();
  });

  it('never reaches loopback unless that is allowed', async () => {
    await expect(check()).resolves.toMatchObject({
      ok: false,
      problem: { reason: 'AddressNotAllowed' },
    });
    expect(tenant.connections).toBe(0);
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
