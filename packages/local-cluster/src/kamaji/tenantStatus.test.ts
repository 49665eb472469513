import { Deployment, Secret } from '../kubelet/workloads';
import { TenantControlPlane } from './TenantControlPlane';
import { tenantStatus } from './tenantStatus';

const deployment: Deployment = {
  metadata: { name: 'a' },
  spec: { replicas: 1, template: { spec: { containers: [] } } },
};

function secret(name: string, certificate: string): Secret {
  return { metadata: { name }, data: { certificate } };
}

function statusAfter(
  serving: string,
  status?: TenantControlPlane['status'],
): NonNullable<TenantControlPlane['status']> {
  return tenantStatus({
    tenant: {
      metadata: { name: 'a', namespace: 'team-a', uid: 'u' },
      spec: {
        controlPlane: { service: { serviceType: 'NodePort' } },
        kubernetes: { version: 'v1.30.0' },
      },
      status,
    },
    settings: {
      name: 'a',
      namespace: 'team-a',
      uid: 'u',
      address: '10.1.1.1',
      port: 31000,
      serviceCidr: '10.96.0.0/16',
    },
    deployment,
    admin: secret('a-admin-kubeconfig', 'admin'),
    serving: secret('a-api-server-certificate', serving),
    word: 'Ready',
  });
}

describe('tenantStatus', () => {
  beforeEach(() =>
    jest.useFakeTimers({ now: new Date('2026-12-01T03:00:00Z') }),
  );
  afterEach(() => jest.useRealTimers());

  it('says when the certificate of the API server was issued, as the portal reads it', () => {
    expect(statusAfter('first').certificates?.apiServer).toMatchObject({
      secretName: 'a-api-server-certificate',
      lastUpdate: '2026-12-01T03:00:00Z',
    });
  });

  it('changes the time only of what was issued anew', () => {
    const first = statusAfter('first');
    jest.setSystemTime(new Date('2026-12-01T04:00:00Z'));
    expect(statusAfter('first', first).certificates).toEqual(
      first.certificates,
    );
    const renewed = statusAfter('second', first);
    expect(renewed.certificates?.apiServer?.lastUpdate).toBe(
      '2026-12-01T04:00:00Z',
    );
    expect(renewed.kubeconfig).toEqual(first.kubeconfig);
  });
});
