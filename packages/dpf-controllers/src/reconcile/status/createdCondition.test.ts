import { staticCluster } from '@dpf-portal/test-support';
import { TestAuthority } from '@dpf-portal/test-support/tenants';
import { createdStaticCondition } from './conditions';

describe('Created of a static cluster', () => {
  it('B9: turns False in the second its client certificate expires', async () => {
    const authority = await TestAuthority.create();
    const notAfter = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000);
    const { certificate, key } = await authority.issue({
      name: 'admin',
      notAfter,
    });
    const created = (now: number) =>
      createdStaticCondition(
        staticCluster(),
        {
          kubeconfig: {
            state: { name: 'my-admin-kubeconfig', state: 'usable' },
            credentials: {
              server: 'https://10.20.0.10:6443',
              host: '10.20.0.10',
              port: 6443,
              ca: authority.certificate,
              certificate,
              key,
            },
            certificateExpires: notAfter.toISOString(),
          },
        },
        now,
      );
    expect(created(notAfter.getTime() - 1)?.status).toBe('True');
    expect(created(notAfter.getTime())).toMatchObject({
      status: 'False',
      reason: 'CertificateExpired',
      message: expect.stringContaining('certificate expired on'),
    });
  });
});
