import { ControlPlaneSettings } from '@dpf-portal/dpf-model';
import { FakeApiServer } from '../testing/FakeApiServer';
import { runDoctor } from './runDoctor';

const NAMESPACE = 'dpf-operator-system';

describe('The doctor’s check of new control planes', () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start();
  });
  afterEach(() => api.stop());

  const configure = (spec: object) =>
    api.objects.create('dpfoperatorconfigs', NAMESPACE, {
      metadata: { name: 'dpfoperatorconfig', namespace: NAMESPACE },
      ...{ spec },
    });
  const node = (podCIDR: string) =>
    api.objects.create('nodes', '', {
      metadata: { name: 'host-0' },
      ...{ spec: { podCIDR, podCIDRs: [podCIDR] } },
    });
  const outcomes = async (
    controlPlanes: ControlPlaneSettings = {},
    roles: object = { kamaji: 'auto' },
  ) => {
    const all = await runDoctor({
      kubeConfig: api.kubeConfig(),
      roles,
      tenantAccess: { mode: 'direct' },
      controlPlanes,
    });
    return all.filter(({ check }) => check === 'Control planes');
  };

  it('says what they get', async () => {
    expect(await outcomes()).toEqual([
      {
        check: 'Control planes',
        state: 'ok',
        message:
          'New control planes get Kubernetes v1.35.6 and the pod range 10.244.0.0/14, with room for 1024 DPUs',
      },
    ]);
    configure({ flannel: { podCIDR: '10.100.0.0/16' } });
    const [outcome] = await outcomes({ kubernetesVersion: 'v1.34.2' });
    expect(outcome.message).toContain('v1.34.2');
    expect(outcome.message).toContain('10.100.0.0/16, with room for 256 DPUs');
    expect(await outcomes({}, { static: 'auto' })).toEqual([]);
  });

  it('goes by the oldest of several configurations, as the controllers do', async () => {
    const range = (name: string, created: string, podCIDR: string) =>
      api.objects.create('dpfoperatorconfigs', NAMESPACE, {
        metadata: { name, namespace: NAMESPACE, creationTimestamp: created },
        ...{ spec: { flannel: { podCIDR } } },
      });
    range('a-later-one', '2026-02-01T00:00:00Z', '10.101.0.0/16');
    range('the-first', '2026-01-01T00:00:00Z', '10.100.0.0/16');
    const [outcome] = await outcomes();
    expect(outcome.message).toContain('10.100.0.0/16');
  });

  it('warns of a range in which pods of the management cluster are', async () => {
    node('10.244.3.0/24');
    expect(await outcomes()).toContainEqual(
      expect.objectContaining({
        state: 'warning',
        message: expect.stringContaining('overlaps 10.244.3.0/24'),
        remedy: expect.stringContaining('--pod-cidr'),
      }),
    );
    expect(await outcomes({ podCidr: '10.200.0.0/14' })).toHaveLength(1);
  });

  it.each<[string, () => void, string]>([
    [
      'asks for encryption',
      () =>
        configure({
          kamajiClusterManager: {
            etcdEncryptionAtRest: { provider: 'staticKey' },
          },
        }),
      'etcdEncryptionAtRest',
    ],
    [
      'may not be read',
      () => api.forbidden.add('dpfoperatorconfigs'),
      'dpfoperatorconfigs.operator.dpu.nvidia.com',
    ],
    [
      'names a range over the Services',
      () => configure({ flannel: { podCIDR: '10.96.0.0/14' } }),
      'spec.flannel.podCIDR',
    ],
  ])(
    'is a problem where DPF’s configuration %s',
    async (_, arrange, remedy) => {
      arrange();
      expect(await outcomes()).toEqual([
        expect.objectContaining({
          state: 'problem',
          remedy: expect.stringContaining(remedy),
        }),
      ]);
    },
  );
});
