import {
  DpuCluster,
  KeepalivedSpec,
  TenantControlPlane,
} from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES, KubeObject } from '@dpf-portal/kube-controller';
import { FAULT_ANNOTATIONS } from '@dpf-portal/local-cluster';
import { SecretObject } from '../../fixtures/guideExample';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { ManagementApi } from '../../management/ManagementApi';
import { eventually } from '../../portal/eventually';
import { ReadOnlyPortal } from '../../vendor/ReadOnlyPortal';
import { VendorLab } from '../../vendor/VendorLab';
import { describeWithVendor } from '../../vendor/describeWithVendor';

const NAMESPACE = 'team-a';

describeWithVendor('Where DPF’s own controllers run kamaji clusters', () => {
  let vendorLab: VendorLab;
  let api: ManagementApi;
  let portal: ReadOnlyPortal;
  let used = 0;

  beforeAll(async () => {
    vendorLab = await VendorLab.start();
    api = vendorLab.lab.api;
    await vendorLab.install('kamaji');
    await vendorLab.install('provisioning');
    await vendorLab.startVendor('kamaji');
    await vendorLab.startVendor('provisioning');
    portal = await ReadOnlyPortal.start(vendorLab);
  });
  afterAll(async () => {
    await portal?.stop();
    await vendorLab?.stop();
  });

  const aCluster = (
    change: Partial<KeepalivedSpec> = {},
    namespace = NAMESPACE,
  ): Promise<DpuCluster> => {
    used += 1;
    const keepalived = {
      vip: `10.66.66.${used}`,
      virtualRouterID: used,
      ...change,
    };
    return api.createCluster(
      namespace,
      kamajiCluster(`stall-${used}`, keepalived),
    );
  };

  const aReadyCluster = async () => api.clusterReady(await aCluster());

  const patchCluster = ({ metadata }: DpuCluster, patch: object) =>
    api.client.mergePatch<DpuCluster>(
      ManagementApi.resourceOf('provisioning.dpu.nvidia.com'),
      metadata,
      patch,
    );

  /** Triggers a reconcile of a cluster by the vendor's manager. */
  const annotate = (cluster: DpuCluster) =>
    patchCluster(cluster, { metadata: { annotations: { look: 'again' } } });

  const patchControlPlane = ({ metadata }: DpuCluster, patch: object) =>
    api.client.mergePatch<TenantControlPlane>(
      TENANT_CONTROL_PLANES,
      { namespace: metadata.namespace, name: metadata.name },
      patch,
    );

  const keepalivedOf = ({ metadata }: DpuCluster) => ({
    namespace: metadata.namespace,
    name: `${metadata.name}-keepalived`,
  });

  /** Checks that the vendor's controllers report no problem. */
  const isStillReady = async (cluster: DpuCluster) =>
    expect((await api.clusterReady(cluster)).status?.phase).toBe('Ready');

  it('tells that an address stopped answering', async () => {
    const cluster = await aReadyCluster();
    await portal.sawHealthy(cluster);
    await patchControlPlane(cluster, {
      metadata: { annotations: { [FAULT_ANNOTATIONS.vipDown]: 'true' } },
    });
    expect(
      await portal.findingWhen(cluster, 'AddressNotAnswering'),
    ).toMatchObject({
      who: 'platform',
    });
    await isStillReady(cluster);
  });

  it.each([
    ['DaemonSet', CORE_RESOURCES.daemonSets],
    ['ConfigMap', CORE_RESOURCES.configMaps],
  ])(
    'tells that keepalived’s %s was deleted, and how to get it back',
    async (kind, resource) => {
      const cluster = await aReadyCluster();
      await api.client.delete(resource, keepalivedOf(cluster));
      expect(
        await portal.findingWhen(cluster, 'KeepalivedMissing', ({ sentence }) =>
          sentence.includes(kind),
        ),
      ).toMatchObject({ who: 'platform' });
      await isStillReady(cluster);
      if (kind === 'ConfigMap') {
        await api.client.delete(
          CORE_RESOURCES.daemonSets,
          keepalivedOf(cluster),
        );
      }
      await annotate(cluster);
      await portal.noMore(cluster, 'KeepalivedMissing');
    },
  );

  it('tells that keepalived’s pods are refused', async () => {
    const cluster = await aReadyCluster();
    await api.client.mergePatch(
      CORE_RESOURCES.daemonSets,
      keepalivedOf(cluster),
      { metadata: { annotations: { [FAULT_ANNOTATIONS.failedCreate]: 'no' } } },
    );
    expect(
      await portal.findingWhen(cluster, 'KeepalivedRejected'),
    ).toMatchObject({
      who: 'platform',
    });
    await isStillReady(cluster);
  });

  it('tells that keepalived does not follow an edit, and how to make it', async () => {
    const cluster = await aReadyCluster();
    await patchCluster(cluster, {
      spec: { clusterEndpoint: { keepalived: { interface: 'eth7' } } },
    });
    expect(await portal.findingWhen(cluster, 'ChildDrifted')).toMatchObject({
      who: 'platform',
    });
    await isStillReady(cluster);
    await api.client.delete(CORE_RESOURCES.daemonSets, keepalivedOf(cluster));
    await annotate(cluster);
    await portal.noMore(cluster, 'ChildDrifted');
  });

  it('tells that the control plane was scaled', async () => {
    const cluster = await aReadyCluster();
    await patchControlPlane(cluster, {
      spec: { controlPlane: { deployment: { replicas: 1 } } },
    });
    expect(await portal.findingWhen(cluster, 'ChildDrifted')).toMatchObject({
      who: 'platform',
    });
    await isStillReady(cluster);
  });

  it('tells that an edited VIP is not applied', async () => {
    const cluster = await aReadyCluster();
    await patchCluster(cluster, {
      spec: { clusterEndpoint: { keepalived: { vip: '10.66.67.1' } } },
    });
    expect(await portal.findingWhen(cluster, 'AddressImmutable')).toMatchObject(
      {
        who: 'owner',
      },
    );
    await isStillReady(cluster);
  });

  it('tells both of two clusters that run on one address and router', async () => {
    const shared = { vip: '10.66.67.2', virtualRouterID: 200 };
    const first = await api.clusterReady(await aCluster(shared));
    const second = await api.clusterReady(await aCluster(shared));
    for (const cluster of [first, second]) {
      expect(await portal.findingWhen(cluster, 'AddressInUse')).toMatchObject({
        who: 'platform',
      });
      expect(await portal.findingWhen(cluster, 'RouterIdInUse')).toMatchObject({
        who: 'platform',
      });
      await isStillReady(cluster);
    }
  });

  it('tells that text from an interface got into a manifest', async () => {
    const cluster = await aCluster({
      interface:
        'br0"\n      - name: extra\n        image: i\n        securityContext:\n          privileged: true\n        env:\n        - name: X\n          value: "y',
    });
    await api.clusterReady(cluster);
    const daemonSet = await api.client.get<
      KubeObject & {
        spec: { template: { spec: { initContainers: unknown[] } } };
      }
    >(CORE_RESOURCES.daemonSets, keepalivedOf(cluster));
    expect(daemonSet.spec.template.spec.initContainers).toHaveLength(2);
    expect(
      await portal.findingWhen(cluster, 'EndpointInvalid', ({ sentence }) =>
        sentence.includes('privileged containers'),
      ),
    ).toMatchObject({ who: 'platform' });
  });

  it('tells that what a cluster runs on is its predecessor’s', async () => {
    const cluster = await aReadyCluster();
    const hold = { metadata: { finalizers: ['example.com/hold'] } };
    await patchControlPlane(cluster, hold);
    await api.deleteCluster(cluster);
    const { metadata, spec, ...rest } = cluster;
    const again = await api.createCluster(NAMESPACE, {
      ...rest,
      metadata: { name: metadata.name },
      spec: { ...spec, kubeconfig: undefined },
    });
    await isStillReady(again);
    expect(
      await portal.findingWhen(again, 'ChildNameTaken', ({ remedy }) =>
        remedy.includes('This cluster is not Ready'),
      ),
    ).toMatchObject({ who: 'nobody' });
    await patchControlPlane(cluster, { metadata: { finalizers: null } });
  });

  it('tells that Kamaji’s control plane is refused', async () => {
    const namespace = 'team-b';
    await api.client.create(
      {
        ...CORE_RESOURCES.pods,
        plural: 'resourcequotas',
        kind: 'ResourceQuota',
      },
      {
        metadata: { namespace, name: 'none' },
        spec: {
          hard: { 'count/tenantcontrolplanes.kamaji.clastix.io': '0' },
        },
      } as KubeObject,
    );
    const cluster = await aCluster({}, namespace);
    expect(
      await portal.findingWhen(
        cluster,
        'ControlPlaneRefused',
        undefined,
        60_000,
      ),
    ).toMatchObject({ who: 'platform' });
  });

  it('tells that a cluster’s type became static', async () => {
    const cluster = await aReadyCluster();
    await patchCluster(cluster, { spec: { type: 'static' } });
    expect(await portal.findingWhen(cluster, 'TypeChanged')).toMatchObject({
      sentence: expect.stringContaining('changed from kamaji'),
      who: 'owner',
    });
    await patchCluster(cluster, { spec: { type: 'kamaji' } });
    await portal.noMore(cluster, 'TypeChanged');
  });

  it('tells that a static cluster’s type became kamaji, though a control plane is made that nobody uses', async () => {
    const { spec: elsewhere } = await aReadyCluster();
    const { data } = await api.client.get<SecretObject>(
      CORE_RESOURCES.secrets,
      { namespace: NAMESPACE, name: elsewhere.kubeconfig ?? '' },
    );
    const secret: SecretObject = { metadata: { name: 'mine' }, data };
    await api.createSecret(NAMESPACE, secret);
    const { spec, ...hosted } = kamajiCluster('brought-along', {
      vip: '10.66.67.4',
      virtualRouterID: 211,
    });
    const { clusterEndpoint, ...rest } = spec;
    const cluster = await api.createCluster(NAMESPACE, {
      ...hosted,
      spec: { ...rest, type: 'static', kubeconfig: 'mine' },
    });
    await patchCluster(cluster, { spec: { type: 'kamaji', clusterEndpoint } });
    await eventually('the vendor has made a control plane', () =>
      api.client.get(TENANT_CONTROL_PLANES, {
        namespace: NAMESPACE,
        name: 'brought-along',
      }),
    );
    const { spec: live } = await api.clusterReady(cluster);
    expect(live.kubeconfig).toBe('mine');
    expect(await portal.findingWhen(cluster, 'TypeChanged')).toMatchObject({
      sentence: expect.stringContaining('registered as static'),
      who: 'owner',
    });
  });

  it('tells that nobody handles a type', async () => {
    const other = kamajiCluster('other', {
      vip: '10.66.67.3',
      virtualRouterID: 210,
    });
    const cluster = await api.createCluster(NAMESPACE, {
      ...other,
      spec: { ...other.spec, type: 'acme/cluster' },
    });
    expect(await portal.findingWhen(cluster, 'NoManagerForType')).toMatchObject(
      {
        who: 'platform',
      },
    );
  });
});
