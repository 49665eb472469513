import { DpuCluster } from '@dpf-portal/dpf-model';
import { kamajiCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';

const NAME = { namespace: 'team-a', name: 'test' };

describe('keepEndpoint', () => {
  let bench: ReconcileBench;
  let cluster: DpuCluster;
  let kept: { address: string; port: number };

  const specified = () =>
    (
      bench.find('tenantcontrolplanes', 'team-a', 'test')?.spec as {
        networkProfile: { address: string; port: number };
      }
    ).networkProfile;
  const edit = (networkProfile: object) =>
    bench.server.objects.patch('tenantcontrolplanes', NAME, {
      spec: { networkProfile },
    });
  const kamajiApplied = ({ address, port }: typeof kept) =>
    bench.server.objects.patch(
      'tenantcontrolplanes',
      { ...NAME, status: true },
      { status: { controlPlaneEndpoint: `${address}:${port}` } },
    );
  const kubeconfigNames = ({ address, port }: typeof kept) =>
    bench.probeSays(cluster, {
      health: 'healthy',
      server: `https://${address}:${port}`,
    });

  beforeEach(async () => {
    bench = await ReconcileBench.create();
    cluster = bench.create(kamajiCluster());
    await bench.bringToReady(cluster);
    kept = specified();
    kamajiApplied(kept);
  });
  afterEach(() => bench.stop());

  it.each([{ address: '10.66.66.99' }, { port: 31999 }])(
    'puts back %j while Kamaji has not applied it',
    async edited => {
      edit(edited);
      await bench.reconcile(cluster);
      expect(specified()).toEqual(kept);
      expect(bench.events).toEqual([
        expect.objectContaining({ reason: 'AddressImmutable' }),
      ]);
      expect(bench.live(cluster).status?.phase).toBe('Ready');
    },
  );

  it('puts a port back that Kamaji has applied, by what it left in the kubeconfig', async () => {
    edit({ port: 31999 });
    kamajiApplied({ ...kept, port: 31999 });
    kubeconfigNames(kept);
    await bench.reconcile(cluster);
    expect(specified()).toEqual(kept);
  });

  it('waits for the kubeconfig to be read before it decides', async () => {
    const config = bench.find('configmaps', 'team-a', 'test-keepalived');
    edit({ port: 31999 });
    kamajiApplied({ ...kept, port: 31999 });
    await expect(bench.reconcile(cluster)).resolves.toEqual({
      requeueAfterMs: 1_000,
    });
    expect(bench.find('configmaps', 'team-a', 'test-keepalived')).toEqual(
      config,
    );
  });

  it('follows a move that is complete, the kubeconfig included', async () => {
    const moved = { ...kept, port: 31999 };
    edit(moved);
    kamajiApplied(moved);
    kubeconfigNames(moved);
    await bench.reconcile(cluster);
    expect(specified()).toEqual(moved);
    expect(
      JSON.stringify(bench.find('configmaps', 'team-a', 'test-keepalived')),
    ).toContain(`:${moved.port}`);
  });

  it('does not move a control plane because its record was edited', async () => {
    kubeconfigNames(kept);
    bench.server.objects.patch(
      'configmaps',
      { namespace: 'team-a', name: 'test-keepalived' },
      {
        metadata: {
          annotations: { 'dpf-portal.io/endpoint': '10.66.66.99:31000' },
        },
      },
    );
    await bench.reconcile(cluster);
    expect(specified()).toEqual(kept);
    expect(
      bench.find('configmaps', 'team-a', 'test-keepalived')?.metadata
        .annotations,
    ).toMatchObject({
      'dpf-portal.io/endpoint': `${kept.address}:${kept.port}`,
    });
  });
});
