import {
  KubeClient,
  RestTransport,
  systemClock,
} from '@dpf-portal/kube-controller';
import { FakeApiServer } from '../testing/FakeApiServer';
import { readVendorRoles } from './VendorWatch';
import { VENDOR_ROLES } from './vendorRoles';

const NAMESPACE = 'dpf-operator-system';

describe('readVendorRoles', () => {
  let api: FakeApiServer;
  let transport: RestTransport;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    transport = RestTransport.fromKubeConfig(api.kubeConfig());
  });
  afterEach(async () => {
    transport.close();
    await api.stop();
  });

  const kamaji = async () => {
    const [role] = await readVendorRoles({
      client: new KubeClient({ transport }),
      namespace: NAMESPACE,
      clock: systemClock,
    });
    return role;
  };
  const lease = (name: string, holderIdentity: string, renewed: number) =>
    api.objects.create('leases', NAMESPACE, {
      metadata: { name },
      ...{
        spec: {
          holderIdentity,
          leaseDurationSeconds: 15,
          renewTime: new Date(renewed).toISOString(),
        },
      },
    });

  it('names the Deployment and the live holders, by the old Lease and the new one', async () => {
    const { leases, deployment } = VENDOR_ROLES.kamaji;
    api.objects.create('deployments', NAMESPACE, {
      metadata: { name: deployment },
    });
    lease(leases[0], 'vendor_gone', Date.now() - 600_000);
    lease(leases[1], 'vendor_1', Date.now());
    expect(await kamaji()).toEqual({
      role: 'kamaji',
      deployment: 'present',
      holders: [
        {
          lease: leases[1],
          holder: 'vendor_1',
          since: undefined,
          isOurs: false,
        },
      ],
    });
  });

  it('says that it is unknown what may not be read', async () => {
    api.forbidden.add('leases');
    expect(await kamaji()).toMatchObject({
      deployment: 'absent',
      holders: 'unknown',
    });
  });
});
