import {
  CONTROLLERS_LEASE,
  HANDED_BACK_ANNOTATION,
  VENDOR_ROLES,
} from '@dpf-portal/dpf-world';
import { FakeApiServer } from '@dpf-portal/dpf-world/testing';
import {
  KubeClient,
  RestTransport,
  systemClock,
} from '@dpf-portal/kube-controller';
import { handBack } from './handBack';

const NAMESPACE = 'dpf-operator-system';
const HOLDER = 'controllers-1';
const LEASES = [
  CONTROLLERS_LEASE,
  ...Object.values(VENDOR_ROLES).flatMap(({ leases }) => leases),
];

describe('handBack', () => {
  let api: FakeApiServer;
  let client: KubeClient;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    client = new KubeClient({
      transport: RestTransport.fromKubeConfig(api.kubeConfig()),
    });
    for (const name of LEASES) {
      api.objects.create('leases', NAMESPACE, {
        metadata: { name, namespace: NAMESPACE },
        ...{ spec: { holderIdentity: HOLDER } },
      });
    }
  });

  afterEach(() => api.stop());

  it('reports every Lease, also those that their holder releases at once', async () => {
    api.objects.onEvent(({ type, plural, object }) => {
      const isAnnounced =
        object.metadata.annotations?.[HANDED_BACK_ANNOTATION] !== undefined;
      if (type === 'MODIFIED' && plural === 'leases' && isAnnounced) {
        LEASES.filter(name => name !== CONTROLLERS_LEASE).forEach(name =>
          api.objects.patch(
            'leases',
            { namespace: NAMESPACE, name },
            { spec: { holderIdentity: '' } },
          ),
        );
      }
    });
    const report = await handBack({
      client,
      namespace: NAMESPACE,
      clock: systemClock,
      timeoutMs: 0,
    });
    expect(report.released.map(({ lease }) => lease).sort()).toEqual(
      LEASES.filter(name => name !== CONTROLLERS_LEASE).sort(),
    );
    expect(report).toMatchObject({
      complete: false,
      holder: HOLDER,
      held: [CONTROLLERS_LEASE],
    });
  });
});
