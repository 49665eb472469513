import {
  CONTROL_PLANE_TOLERATIONS,
  DaemonSet,
  DpfOperatorConfig,
  DpuCluster,
  KnownOperatorConfig,
  TenantControlPlane,
  Toleration,
} from '@dpf-portal/dpf-model';
import { kamajiCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';
import { conditionOf } from './status/conditions';

function config(spec: DpfOperatorConfig['spec']): DpfOperatorConfig {
  return { metadata: { name: 'dpfoperatorconfig' }, spec };
}

const ENCRYPTED = config({
  kamajiClusterManager: { etcdEncryptionAtRest: { provider: 'staticKey' } },
});

describe('a control plane that does not exist yet', () => {
  let bench: ReconcileBench;

  beforeEach(async () => {
    bench = await ReconcileBench.create();
  });
  afterEach(() => bench.stop());

  const create = (spec: Partial<DpuCluster['spec']> = {}) =>
    bench.create(kamajiCluster({ spec }));
  const profile = () => {
    const tcp = bench.find('tenantcontrolplanes', 'team-a', 'test');
    return (tcp?.spec as { networkProfile?: object } | undefined)
      ?.networkProfile;
  };
  const created = (cluster: DpuCluster) =>
    conditionOf(bench.live(cluster).status?.conditions, 'Created');
  const madeSince = (before: number) =>
    bench.server
      .writeLog()
      .slice(before)
      .filter(line => !line.includes('dpuclusters'));

  it.each([
    [1000, '10.244.0.0/14'],
    [2000, '10.240.0.0/12'],
  ])('gets room for %i DPUs', async (maxNodes, cidr) => {
    bench.api = { maxNodesLimit: 3000 };
    await bench.reconcile(create({ maxNodes }));
    expect(profile()).toMatchObject({ podCidrs: [cidr] });
    expect(profile()).not.toHaveProperty('podCidr');
  });

  it('gets podCidr of a Kamaji that has only that', async () => {
    bench.kamajiPodCidrs = false;
    await bench.reconcile(create());
    expect(profile()).toMatchObject({ podCidr: '10.244.0.0/14' });
    expect(profile()).not.toHaveProperty('podCidrs');
  });

  it('gets the range of DPF’s configuration, and the setting’s before it', async () => {
    bench.operatorConfig = config({ flannel: { podCIDR: '10.100.0.0/14' } });
    await bench.reconcile(create());
    expect(profile()).toMatchObject({ podCidrs: ['10.100.0.0/14'] });
    bench.settings.podCidr = '10.200.0.0/14';
    bench.restart();
    await bench.reconcile(
      bench.create(
        kamajiCluster({
          name: 'second',
          keepalived: { vip: '10.66.66.67', virtualRouterID: 7 },
        }),
      ),
    );
    expect(
      bench.find('tenantcontrolplanes', 'team-a', 'second')?.spec,
    ).toMatchObject({ networkProfile: { podCidrs: ['10.200.0.0/14'] } });
  });

  it('has keepalived pull by the Secrets of DPF, and rolls none that runs for them', async () => {
    bench.operatorConfig = config({ imagePullSecrets: ['ngc', 'mirror'] });
    const cluster = create();
    await bench.bringToReady(cluster);
    const spec = bench.find('daemonsets', 'team-a', 'test-keepalived')?.spec;
    expect(spec).toMatchObject({
      template: {
        spec: { imagePullSecrets: [{ name: 'ngc' }, { name: 'mirror' }] },
      },
    });
    await bench.reconcile(cluster);
    bench.operatorConfig = config({ imagePullSecrets: ['other'] });
    bench.restart();
    const before = bench.server.writeLog().length;
    await bench.reconcile(cluster);
    expect(bench.server.writeLog().slice(before)).toEqual([]);
  });

  describe('with the setting tolerations', () => {
    const ADDED = { key: 'dedicated', operator: 'Exists' };
    const tolerationsOf = (plural: string, name: string): Toleration[] => {
      const spec = bench.find(plural, 'team-a', name)?.spec;
      return plural === 'daemonsets'
        ? (spec as DaemonSet['spec'])?.template?.spec?.tolerations ?? []
        : (spec as TenantControlPlane['spec'])?.controlPlane?.deployment
            ?.tolerations ?? [];
    };
    const both = () => [
      tolerationsOf('tenantcontrolplanes', 'test'),
      tolerationsOf('daemonsets', 'test-keepalived'),
    ];

    it('has them with its keepalived, and what runs keeps its own', async () => {
      bench.settings = { tolerations: [ADDED] };
      const cluster = create();
      await bench.bringToReady(cluster);
      const made = both();
      for (const tolerations of made) {
        expect(tolerations).toEqual([...CONTROL_PLANE_TOLERATIONS, ADDED]);
      }
      expect(bench.server.writeLog()).toHaveLength(8);
      for (const tolerations of [[], [{ key: 'other', operator: 'Exists' }]]) {
        bench.settings = { tolerations };
        bench.restart();
        await bench.reconcile(cluster);
        expect(bench.server.writeLog()).toHaveLength(8);
      }
      expect(both()).toEqual(made);
    });

    it('has none where the setting came later, and gets no write for it', async () => {
      const cluster = create();
      await bench.bringToReady(cluster);
      bench.settings = { tolerations: [ADDED] };
      bench.restart();
      await bench.reconcile(cluster);
      expect(bench.server.writeLog()).toHaveLength(8);
      for (const tolerations of both()) {
        expect(tolerations).toEqual([...CONTROL_PLANE_TOLERATIONS]);
      }
    });

    it('keeps them where keepalived is rewritten for an edit', async () => {
      bench.settings = { tolerations: [ADDED] };
      const cluster = create();
      await bench.bringToReady(cluster);
      bench.settings = {};
      bench.restart();
      bench.edit(cluster, {
        spec: { clusterEndpoint: { keepalived: { interface: 'eno1' } } },
      });
      await bench.reconcile(cluster);
      expect(bench.server.writeLog()).toContain(
        'apply daemonsets test-keepalived',
      );
      expect(tolerationsOf('daemonsets', 'test-keepalived')).toEqual([
        ...CONTROL_PLANE_TOLERATIONS,
        ADDED,
      ]);
    });

    it('gives them to a keepalived that is created again', async () => {
      const cluster = create();
      await bench.bringToReady(cluster);
      bench.settings = { tolerations: [ADDED] };
      bench.restart();
      bench.server.objects.delete('daemonsets', 'team-a', 'test-keepalived');
      await bench.reconcile(cluster);
      expect(tolerationsOf('daemonsets', 'test-keepalived')).toContainEqual(
        ADDED,
      );
    });
  });

  it.each<[string, KnownOperatorConfig, Partial<DpuCluster['spec']>, string]>([
    ['must be encrypted', ENCRYPTED, {}, 'EncryptionUnavailable'],
    ['may have to be encrypted', 'unreadable', {}, 'EncryptionUnavailable'],
    [
      'would have no room',
      config({ flannel: { podCIDR: '10.100.0.0/16' } }),
      { maxNodes: 257 },
      'PodRangeTooSmall',
    ],
    [
      'would have its pods among the Services',
      config({ flannel: { podCIDR: '10.96.0.0/12' } }),
      {},
      'PodRangeInvalid',
    ],
  ])('is not made where it %s', async (_, operatorConfig, spec, reason) => {
    bench.operatorConfig = operatorConfig;
    const before = bench.server.writeLog().length;
    const cluster = create(spec);
    await bench.reconcile(cluster);
    expect(created(cluster)).toMatchObject({ status: 'False', reason });
    expect(madeSince(before)).toEqual([]);

    // Nothing of it is remembered once the cause is gone.
    bench.operatorConfig = undefined;
    await bench.bringToReady(cluster);
    expect(bench.live(cluster).status?.phase).toBe('Ready');
  });

  it('is refused for its endpoint first, which its owner can mend', async () => {
    bench.operatorConfig = 'unreadable';
    const cluster = create({ clusterEndpoint: undefined });
    await bench.reconcile(cluster);
    expect(created(cluster)?.reason).toBe('EndpointMissing');
  });

  it('is left as the release before made it, without a range of its own', async () => {
    const cluster = create();
    await bench.bringToReady(cluster);
    await bench.reconcile(cluster);
    bench.server.objects.patch(
      'tenantcontrolplanes',
      { namespace: 'team-a', name: 'test' },
      { spec: { networkProfile: { podCidrs: null } } },
    );
    bench.restart();
    const before = bench.server.writeLog().length;
    await bench.reconcile(cluster);
    expect(bench.server.writeLog().slice(before)).toEqual([]);
    expect(profile()).not.toHaveProperty('podCidrs');
  });

  it.each<[string, KnownOperatorConfig]>([
    ['asks for encryption', ENCRYPTED],
    ['may not be read', 'unreadable'],
    ['names another range', config({ flannel: { podCIDR: '10.1.0.0/24' } })],
  ])(
    'once it runs, is left as it is when DPF’s configuration %s',
    async (_, operatorConfig) => {
      const cluster = create();
      await bench.bringToReady(cluster);
      await bench.reconcile(cluster);
      bench.operatorConfig = operatorConfig;
      bench.settings.podCidr = '10.200.0.0/24';
      bench.restart();
      const before = bench.server.writeLog().length;
      await bench.reconcile(cluster);
      expect(bench.server.writeLog().slice(before)).toEqual([]);
      expect(bench.live(cluster).status?.phase).toBe('Ready');
    },
  );
});
