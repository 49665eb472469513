import { DPU_CLUSTER_GROUPS, DpuCluster } from '@dpf-portal/dpf-model';
import { CORE_RESOURCES } from '@dpf-portal/kube-controller';
import { guideExample, guideSecret } from '../../fixtures/guideExample';
import { ManagementApi } from '../../management/ManagementApi';
import { ReadOnlyPortal } from '../../vendor/ReadOnlyPortal';
import { StaticTenants } from '../../vendor/StaticTenants';
import { VendorLab } from '../../vendor/VendorLab';
import { describeWithVendor } from '../../vendor/describeWithVendor';

const NAMESPACE = 'team-a';

describeWithVendor('Where DPF’s own controllers watch static clusters', () => {
  let tenants: StaticTenants;
  let vendorLab: VendorLab;
  let api: ManagementApi;
  let portal: ReadOnlyPortal;
  let used = 0;

  beforeEach(async () => {
    tenants = await StaticTenants.start();
    vendorLab = await VendorLab.start({
      tenantProxyUrl: tenants.proxyUrl,
    });
    api = vendorLab.lab.api;
    await vendorLab.install('static');
    await vendorLab.install('provisioning');
    await vendorLab.startVendor('static');
    portal = await ReadOnlyPortal.start(vendorLab);
  });
  afterEach(async () => {
    await portal?.stop();
    await vendorLab?.stop();
    await tenants?.stop();
  });

  const anAddress = () => {
    used += 1;
    return `10.30.0.${used}`;
  };

  const writeSecret = async (name: string, data: Record<string, string>) => {
    const secret = guideSecret('');
    await api.client.apply(
      CORE_RESOURCES.secrets,
      {
        ...secret,
        metadata: { name, namespace: NAMESPACE },
        data: Object.fromEntries(
          Object.entries(data).map(([key, text]) => [
            key,
            Buffer.from(text).toString('base64'),
          ]),
        ),
      },
      { fieldManager: 'test', force: true },
    );
  };

  /** Creates a cluster whose Secret has this content. Without content there is no Secret. */
  const register = async (data?: Record<string, string>) => {
    const name = `static-${used}`;
    if (data) {
      await writeSecret(name, data);
    }
    const example = guideExample('static', DPU_CLUSTER_GROUPS.released);
    return api.createCluster(NAMESPACE, {
      ...example,
      metadata: { name },
      spec: { ...example.spec, kubeconfig: name },
    });
  };

  const aReadyCluster = async (
    address: string,
    days?: number,
  ): Promise<DpuCluster> => {
    const kubeconfig = await tenants.serve(address, days);
    return api.clusterReady(await register({ 'admin.conf': kubeconfig }));
  };

  const phaseOf = async ({ metadata }: DpuCluster) =>
    (
      await api.client.get<DpuCluster>(
        ManagementApi.resourceOf('provisioning.dpu.nvidia.com'),
        metadata,
      )
    ).status?.phase;

  it('tells what is wrong with the Secret, while they go on creating', async () => {
    await vendorLab.startVendor('provisioning');
    for (const [data, said] of [
      [undefined, 'does not exist'],
      [{ config: 'x' }, 'has no key'],
      [{ 'admin.conf': 'garbage: [' }, ''],
    ] as const) {
      anAddress();
      const cluster = await register(data);
      expect(
        await portal.findingWhen(
          cluster,
          'KubeconfigUnusable',
          ({ sentence }) => sentence.includes(said),
        ),
      ).toMatchObject({ who: 'owner' });
      expect(await phaseOf(cluster)).not.toBe('Ready');
    }
  });

  it('tells that an API server died, while they call it Ready', async () => {
    await vendorLab.startVendor('provisioning');
    const address = anAddress();
    const cluster = await aReadyCluster(address);
    await portal.sawHealthy(cluster);
    tenants.end(address);
    expect(await portal.findingWhen(cluster, 'ApiNotAnswering')).toMatchObject({
      who: 'platform',
    });
    expect(await phaseOf(cluster)).toBe('Ready');
  });

  it('tells that a certificate is about to expire, and no more once the kubeconfig is replaced', async () => {
    await vendorLab.startVendor('provisioning');
    const address = anAddress();
    const cluster = await aReadyCluster(address, 20);
    await portal.sawHealthy(cluster);
    expect(
      await portal.findingWhen(cluster, 'CertificateExpiring'),
    ).toMatchObject({
      severity: 'warning',
      sentence: expect.stringContaining('expires on '),
      remedy: 'Replace the kubeconfig.',
      who: 'owner',
    });
    expect(await phaseOf(cluster)).toBe('Ready');

    await writeSecret(cluster.metadata.name, {
      'admin.conf': await tenants.serve(address),
    });
    await portal.noMore(cluster, 'CertificateExpiring');
    await portal.sawHealthy(cluster);
  });

  it('tells that one silent tenant keeps their controller from all others', async () => {
    await vendorLab.startVendor('provisioning');
    const silent = anAddress();
    const kubeconfig = await tenants.serveInSilence(silent);
    const culprit = await register({ 'admin.conf': kubeconfig });
    expect(await portal.findingWhen(culprit, 'ApiNotAnswering')).toMatchObject({
      who: 'platform',
    });

    const healthy = await tenants.serve(anAddress());
    const victim = await register({ 'admin.conf': healthy });
    expect(
      await portal.findingWhen(victim, 'ControllerStalled', ({ sentence }) =>
        sentence.includes(culprit.metadata.name),
      ),
    ).toMatchObject({ who: 'platform' });
    expect(await phaseOf(victim)).not.toBe('Ready');
  });

  it('tells that they go on with a kubeconfig that was rotated, and why they call it NotReady then', async () => {
    await vendorLab.startVendor('provisioning');
    const address = anAddress();
    const cluster = await aReadyCluster(address);
    await portal.sawHealthy(cluster);
    const { name } = cluster.metadata;
    await writeSecret(name, { 'admin.conf': await tenants.serve(address) });
    expect(
      await portal.findingWhen(cluster, 'KubeconfigRotated'),
    ).toMatchObject({
      who: 'platform',
    });
    expect(await phaseOf(cluster)).toBe('Ready');

    await api.client.mergePatch(
      ManagementApi.resourceOf('provisioning.dpu.nvidia.com'),
      cluster.metadata,
      { metadata: { annotations: { nudge: '1' } } },
    );
    await api.clusterWhen(
      cluster,
      'is called NotReady',
      ({ status }) => status?.phase === 'NotReady',
    );
    expect(await portal.findingWhen(cluster, 'StatusOutdated')).toMatchObject({
      who: 'platform',
    });
  });

  it('tells that their controller was killed and takes nothing in', async () => {
    const vendor = await vendorLab.startVendor('provisioning');
    await aReadyCluster(anAddress());
    await vendor.kill();
    const kubeconfig = await tenants.serve(anAddress());
    const cluster = await register({ 'admin.conf': kubeconfig });
    expect(
      await portal.findingWhen(cluster, 'ControllerStalled'),
    ).toMatchObject({
      who: 'platform',
    });
    await vendorLab.startVendor('provisioning');
    await api.clusterReady(cluster);
  });

  it('tells which cluster is filled first', async () => {
    await vendorLab.startVendor('provisioning');
    const first = await aReadyCluster(anAddress());
    const second = await aReadyCluster(anAddress());
    for (const cluster of [first, second]) {
      expect(
        await portal.findingWhen(cluster, 'AllocatorTakesFirst'),
      ).toMatchObject({
        who: 'owner',
      });
    }
  });
});
