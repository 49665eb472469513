import { systemClock } from '@dpf-portal/kube-controller';
import { TestAuthority, TestTenant } from '@dpf-portal/test-support/tenants';
import { AddressFence } from '../tenant/AddressFence';
import { KubeconfigSecret } from '../tenant/KubeconfigSecret';
import { TenantRequestError } from '../tenant/tenantErrors';
import { TenantConnection } from './TenantConnection';

describe('TenantConnection', () => {
  let tenant: TestTenant;

  beforeAll(async () => {
    tenant = await TestTenant.start(await TestAuthority.create());
  });
  afterAll(() => tenant.stop());

  it('is closed when the credentials that it was made with are gone', () => {
    const connection = new TenantConnection({
      access: { mode: 'direct' },
      fence: new AddressFence({ allowedCidrs: ['127.0.0.0/8'] }),
      clock: systemClock,
    });
    const secret: KubeconfigSecret = {
      uid: 'uid',
      resourceVersion: '1',
      state: { name: 'admin', state: 'usable' },
      credentials: tenant.credentials,
    };
    const client = connection.to(secret, 'user');
    expect(connection.to(secret, 'user')).toBe(client);
    const close = jest.spyOn(client, 'close');
    const gone: KubeconfigSecret = {
      reason: 'SecretNotFound',
      state: { name: 'admin', state: 'missing' },
    };
    expect(() => connection.to(gone, 'user')).toThrow(TenantRequestError);
    expect(close).toHaveBeenCalled();
    expect(connection.to(secret, 'user')).not.toBe(client);
    connection.close();
  });
});
