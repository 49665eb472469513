import { TenantControlPlane } from './TenantControlPlane';
import { tenantSettings } from './TenantSettings';

function tenant(
  networkProfile: TenantControlPlane['spec']['networkProfile'],
  controlPlaneEndpoint?: string,
): TenantControlPlane {
  return {
    metadata: { name: 'a', namespace: 'team-a', uid: 'u' },
    spec: {
      controlPlane: { service: { serviceType: 'NodePort' } },
      kubernetes: { version: 'v1.30.0' },
      networkProfile,
    },
    status: { controlPlaneEndpoint },
  };
}

describe('tenantSettings', () => {
  it('takes address and port of the network profile', () => {
    expect(
      tenantSettings(tenant({ address: '10.1.1.1', port: 31000 })),
    ).toMatchObject({
      address: '10.1.1.1',
      port: 31000,
      serviceCidr: '10.96.0.0/16',
    });
  });

  it('advertises another address when it is set', () => {
    const profile = {
      address: '10.1.1.1',
      advertiseAddress: '10.1.1.9',
      port: 31000,
    };
    expect(tenantSettings(tenant(profile))?.address).toBe('10.1.1.9');
  });

  it('does not follow an edited address until the port changes too', () => {
    const edited = (port: number) =>
      tenantSettings(tenant({ address: '10.1.1.2', port }, '10.1.1.1:31000'));
    expect(edited(31000)?.address).toBe('10.1.1.1');
    expect(edited(31001)).toMatchObject({ address: '10.1.1.2', port: 31001 });
  });

  it('knows nothing without an address', () => {
    expect(tenantSettings(tenant({ port: 31000 }))).toBeUndefined();
  });
});
