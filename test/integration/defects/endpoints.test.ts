import {
  DPF_ANNOTATIONS,
  DpuCluster,
  KeepalivedSpec,
} from '@dpf-portal/dpf-model';
import { TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import { CORE_RESOURCES, KubeObject } from '@dpf-portal/kube-controller';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { atServer, secretData, textOf } from '../../fixtures/kubeconfigs';
import { CHILD, ClusterHandle } from '../../management/ClusterHandle';
import { Lab } from '../../management/Lab';
import { liftAdmissionPolicy } from '../../management/liftAdmissionPolicy';

const EVERYTHING = [
  TENANT_CONTROL_PLANES,
  CORE_RESOURCES.services,
  CORE_RESOURCES.configMaps,
  CORE_RESOURCES.daemonSets,
];

describe('Endpoints', () => {
  let lab: Lab;
  let blue: ClusterHandle;
  let next = 80;

  const create = (
    name: string,
    keepalived: Partial<KeepalivedSpec> = {},
    namespace = 'team-a',
  ) => {
    next++;
    return ClusterHandle.create(
      lab.api,
      namespace,
      kamajiCluster(name, {
        vip: `10.66.66.${next}`,
        virtualRouterID: next,
        ...keepalived,
      }),
    );
  };
  const endpointOf = async (cluster: ClusterHandle) =>
    (await cluster.child(CHILD.controlPlane)).spec?.networkProfile;
  const editKeepalived = (
    cluster: ClusterHandle,
    keepalived: Partial<KeepalivedSpec> | undefined,
  ) => cluster.edit({ spec: { clusterEndpoint: { keepalived } } });

  const pause = (cluster: ClusterHandle, until: string | null) =>
    cluster.edit({
      metadata: { annotations: { [DPF_ANNOTATIONS.pausedUntil]: until } },
    });

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
    await liftAdmissionPolicy(lab.api);
    blue = await (await create('blue')).ready();
  });
  afterAll(() => lab?.stop());

  it('B7: a missing endpoint is reported as EndpointMissing, and nothing is created until there is one', async () => {
    const before = await lab.api.namesIn('team-b', EVERYTHING);
    const { spec, ...rest } = kamajiCluster('bare', {
      vip: '10.66.66.70',
      virtualRouterID: 70,
    });
    const bare = await ClusterHandle.create(lab.api, 'team-b', {
      ...rest,
      spec: { ...spec, clusterEndpoint: undefined },
    });
    await bare.conditionWhen('Created', 'EndpointMissing');
    expect(await lab.api.namesIn('team-b', EVERYTHING)).toEqual(before);

    await bare.edit({ spec: { clusterEndpoint: spec.clusterEndpoint } });
    await bare.ready();
  });

  it('B20: the second on a virtual router id starts nothing, reports its owner, and starts when that is deleted', async () => {
    const first = await (await create('first')).ready();
    const id = first.created.spec.clusterEndpoint?.keepalived?.virtualRouterID;
    const second = await create('second', { virtualRouterID: id });
    const { message } = await second.conditionWhen('Created', 'RouterIdInUse');
    expect(message).toContain('team-a/first');
    expect(await lab.api.namesIn('team-a', EVERYTHING)).not.toContain(
      'TenantControlPlane/second',
    );
    await first.delete();
    await second.ready();
  });

  it('B20: an edit to a router id of another is refused, and the cluster goes on with its own', async () => {
    const rival = await (await create('rival')).ready();
    const before = await rival.child(CHILD.configMap);
    const taken = blue.created.spec.clusterEndpoint?.keepalived;
    await editKeepalived(rival, { virtualRouterID: taken?.virtualRouterID });
    const { status, message } = await rival.conditionWhen(
      'Created',
      'RouterIdInUse',
    );
    expect(status).toBe('True');
    expect(message).toContain('team-a/blue');
    expect((await rival.live()).status?.phase).toBe('Ready');
    expect((await rival.child(CHILD.configMap)).data).toEqual(before.data);
  });

  it.each<[string, Partial<KeepalivedSpec>]>([
    ['interface', { interface: 'br"\n      initContainers: [{name: x}]#' }],
    ['vip', { vip: '10.66.66.1"\n  privileged: true' }],
    ['vip', { vip: '127.0.0.1' }],
    ['nodeSelector', { nodeSelector: { 'a"\n  b': 'c' } }],
    ['nodeSelector', { nodeSelector: { a: 'true"\nhostPID: true' } }],
  ])(
    'B29: a crafted %s gets into no object: %j',
    async (_field, keepalived) => {
      const before = await lab.api.namesIn('team-a', EVERYTHING);
      const crafted = await create('crafted', keepalived);
      const { status } = await crafted.conditionWhen(
        'Created',
        'EndpointInvalid',
      );
      expect(status).toBe('False');
      expect(await lab.api.namesIn('team-a', EVERYTHING)).toEqual(before);
      await crafted.delete();
    },
  );

  it('B29: a crafted edit of a running cluster gets into no object, and the cluster goes on', async () => {
    const before = await blue.child(CHILD.daemonSet);
    await editKeepalived(blue, { interface: 'x"\n  privileged: true' });
    expect(
      (await blue.conditionWhen('Created', 'AddressImmutable')).status,
    ).toBe('True');
    expect((await blue.child(CHILD.daemonSet)).spec).toEqual(before.spec);
    expect((await blue.live()).status?.phase).toBe('Ready');

    await editKeepalived(blue, blue.created.spec.clusterEndpoint?.keepalived);
    await blue.conditionWhen('Created', 'Created');
  });

  it('B6: an edit of the VIP of a running cluster is refused as AddressImmutable, and the cluster goes on', async () => {
    const before = await endpointOf(blue);
    const config = await blue.child(CHILD.configMap);
    await editKeepalived(blue, { vip: '10.66.66.200' });
    const { status, message } = await blue.conditionWhen(
      'Created',
      'AddressImmutable',
    );
    expect(status).toBe('True');
    expect(message).toContain('10.66.66.200');
    expect(await endpointOf(blue)).toEqual(before);
    expect((await blue.child(CHILD.configMap)).data).toEqual(config.data);
    expect((await blue.live()).status?.phase).toBe('Ready');

    await editKeepalived(blue, { vip: before?.address });
    await blue.conditionWhen('Created', 'Created');
  });

  it.each(['address', 'port'] as const)(
    'B6: the %s of a control plane edited by hand is restored, with an Event',
    async field => {
      const kept = await endpointOf(blue);
      const edited = field === 'port' ? 31999 : '10.66.66.201';
      await blue.editChild(CHILD.controlPlane, {
        spec: { networkProfile: { [field]: edited } },
      });
      await blue.childWhen(
        CHILD.controlPlane,
        'is put back',
        ({ spec }) => spec?.networkProfile?.[field] === kept?.[field],
      );
      expect(await endpointOf(blue)).toEqual(kept);
      await blue.eventWhen('AddressImmutable', String(edited));
      expect((await blue.live()).status?.phase).toBe('Ready');
    },
  );

  it('B8: a super-admin.conf that Kamaji left at an old address is removed, so that Kamaji makes it anew', async () => {
    const before = await blue.child(CHILD.kubeconfig);
    const stale = atServer(
      textOf(before, 'super-admin.conf'),
      'https://10.66.66.202:31002',
    );
    await blue.editChild(CHILD.kubeconfig, {
      data: secretData({ 'super-admin.conf': stale }),
    });
    const after = await blue.childWhen(
      CHILD.kubeconfig,
      'has no stale key',
      ({ data }) => data['super-admin.conf'] === undefined,
    );
    expect(after.data['admin.conf']).toBe(before.data['admin.conf']);
    await blue.eventWhen('KubeconfigRefreshed');
    await blue.ready();
  });

  it('B6: a lost port is NodePortLost, never another port, and comes back when it is free', async () => {
    const lost = await (await create('lost')).ready();
    const port = (await endpointOf(lost))?.port ?? 0;
    await pause(lost, new Date(Date.now() + 3600_000).toISOString());
    await lost.deleteChild(CHILD.controlPlane);
    await lost.deleteChild(CHILD.service);
    const squatter: KubeObject & { spec: object } = {
      metadata: { name: 'squatter', namespace: 'team-a' },
      spec: { type: 'NodePort', ports: [{ port: 80, nodePort: port }] },
    };
    await lab.api.client.create(CORE_RESOURCES.services, squatter);
    await pause(lost, null);
    expect((await lost.conditionWhen('Created', 'NodePortLost')).status).toBe(
      'False',
    );
    expect(await lab.api.namesIn('team-a', EVERYTHING)).not.toContain(
      'Service/lost',
    );

    await lab.api.client.delete(CORE_RESOURCES.services, squatter.metadata);
    await lost.edit({ metadata: { annotations: { 'test/look': 'again' } } });
    await lost.ready();
    expect((await endpointOf(lost))?.port).toBe(port);
  });

  it('B15: a kamaji cluster whose type becomes static reports TypeChanged, and releases its finalizer when it is deleted', async () => {
    const turned = await (await create('turned')).ready();
    await turned.edit({ spec: { type: 'static' } });
    expect((await turned.conditionWhen('Created', 'TypeChanged')).status).toBe(
      'False',
    );
    await turned.delete();
  });

  it('B15: a kamaji cluster whose type becomes one that nobody handles leaves no finalizer behind', async () => {
    const orphan = await (await create('orphan')).ready();
    await orphan.edit({ spec: { type: 'example.com/other' } });
    await orphan.delete();
    expect(await lab.api.namesIn('team-a', EVERYTHING)).toEqual(
      expect.arrayContaining(['TenantControlPlane/blue']),
    );
  });

  it('B15: a static cluster whose type becomes kamaji reports TypeChanged, and nothing is created for it', async () => {
    const before = await lab.api.namesIn('team-b', EVERYTHING);
    await lab.api.createSecret('team-b', {
      metadata: { name: 'mine' },
      data: secretData({ 'admin.conf': lab.cluster.staticKubeconfig }),
    } as KubeObject);
    const { apiVersion, kind, spec } = blue.created;
    const registered = await ClusterHandle.create(lab.api, 'team-b', {
      apiVersion,
      kind,
      metadata: { name: 'registered' },
      spec: { type: 'static', version: spec.version, kubeconfig: 'mine' },
    } as DpuCluster);
    await registered.ready();
    await registered.edit({
      spec: {
        type: 'kamaji',
        clusterEndpoint: {
          keepalived: {
            interface: 'br-dpu',
            vip: '10.66.66.71',
            virtualRouterID: 71,
          },
        },
      },
    });
    const { status } = await registered.conditionWhen('Created', 'TypeChanged');
    expect(status).toBe('False');
    expect(await lab.api.namesIn('team-b', EVERYTHING)).toEqual(before);
    await registered.edit({ spec: { type: 'static' } });
    await registered.ready();
  });
});
