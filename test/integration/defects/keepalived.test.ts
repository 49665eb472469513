import { KubeObject } from '@dpf-portal/kube-controller';
import { FAULT_ANNOTATIONS } from '@dpf-portal/local-cluster';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import {
  CHILD,
  ChildKind,
  ClusterHandle,
  DaemonSetObject,
} from '../../management/ClusterHandle';
import { Lab } from '../../management/Lab';

const checksumOf = ({ spec }: DaemonSetObject) =>
  spec.template.metadata.annotations?.['dpf-portal.io/config-checksum'];

describe('keepalived', () => {
  let lab: Lab;
  let cluster: ClusterHandle;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
    cluster = await ClusterHandle.create(
      lab.api,
      'team-a',
      kamajiCluster('kept', { vip: '10.66.66.66', virtualRouterID: 126 }),
    );
    await cluster.ready();
  });
  afterAll(() => lab?.stop());

  const keepalived = (settings: object) =>
    cluster.edit({ spec: { clusterEndpoint: { keepalived: settings } } });

  it.each(['daemonSet', 'configMap'] as const)(
    'B1: comes back by the event of its own deletion (%s)',
    async name => {
      const kind: ChildKind<KubeObject> = CHILD[name];
      const before = await cluster.child(kind);
      await cluster.deleteChild(kind);
      const after = await cluster.childWhen(
        kind,
        'is back',
        ({ metadata }) => metadata.uid !== before.metadata.uid,
      );
      expect(after.metadata.ownerReferences).toEqual(
        before.metadata.ownerReferences,
      );
    },
  );

  it('B4: a DaemonSet edited by hand is put back', async () => {
    const before = await cluster.child(CHILD.daemonSet);
    const [container] = before.spec.template.spec.containers;
    await cluster.editChild(CHILD.daemonSet, {
      spec: {
        template: {
          spec: {
            hostNetwork: false,
            containers: [{ ...container, image: 'example.com/other:1' }],
          },
        },
      },
    });
    const after = await cluster.childWhen(
      CHILD.daemonSet,
      'is put back',
      ({ spec }) => spec.template.spec.containers[0].image === container.image,
    );
    expect(after.spec.template.spec.hostNetwork).toBe(true);
  });

  it('B4: a ConfigMap edited by hand is put back', async () => {
    const before = await cluster.child(CHILD.configMap);
    await cluster.editChild(CHILD.configMap, {
      data: { 'keepalived.conf': 'edited', 'check-api-server.sh': null },
    });
    const after = await cluster.childWhen(
      CHILD.configMap,
      'is put back',
      ({ data }) => data['keepalived.conf'] !== 'edited',
    );
    expect(after.data).toEqual(before.data);
  });

  it('B4: an edit of interface and router id reaches the pods: they roll by the checksum', async () => {
    const before = await cluster.child(CHILD.daemonSet);
    await keepalived({ interface: 'eno1', virtualRouterID: 127 });
    const after = await cluster.childWhen(
      CHILD.daemonSet,
      'is rolled',
      daemonSet => checksumOf(daemonSet) !== checksumOf(before),
    );
    expect(checksumOf(after)).toBeDefined();
    const { data } = await cluster.child(CHILD.configMap);
    expect(data['keepalived.conf']).toMatch(/interface eno1\n/);
    expect(data['keepalived.conf']).toMatch(/virtual_router_id 127\n/);
  });

  it('B21: a selector that no node matches is reported, and an edit of it reaches the pods', async () => {
    const lonely = await ClusterHandle.create(
      lab.api,
      'team-a',
      kamajiCluster('lonely', { vip: '10.66.66.68', virtualRouterID: 128 }),
    );
    await lonely.ready();
    const select = (value: string) =>
      lonely.edit({
        spec: {
          clusterEndpoint: {
            keepalived: {
              nodeSelector: { 'node-role.kubernetes.io/control-plane': value },
            },
          },
        },
      });
    await select('nowhere');
    // While the API answers at its VIP, a host still holds the VIP.
    await lonely.childWhen(
      CHILD.daemonSet,
      'selects no node',
      ({ spec }) =>
        Object.values(spec.template.spec.nodeSelector ?? {}).join() ===
        'nowhere',
    );
    await lonely.setVip('vipDown');
    expect(
      await lonely.conditionWhen('KeepalivedReady', 'NoMatchingNodes'),
    ).toEqual(expect.objectContaining({ status: 'False' }));
    expect((await lonely.live()).status?.phase).toBe('NotReady');

    await select('true');
    await lonely.setVip();
    await lonely.conditionWhen('KeepalivedReady', 'Deployed');
    await lonely.ready();
  });

  it('B5: KeepalivedReady is not True by mere existence: without a ready pod and an answer at the VIP it is False', async () => {
    await cluster.editChild(CHILD.daemonSet, {
      metadata: {
        annotations: { [FAULT_ANNOTATIONS.failedCreate]: 'forbidden by quota' },
      },
    });
    await cluster.setVip('vipDown');
    expect(
      await cluster.conditionWhen('KeepalivedReady', 'PodsNotReady'),
    ).toEqual(expect.objectContaining({ status: 'False' }));
    await cluster.inPhase('NotReady');

    await cluster.editChild(CHILD.daemonSet, {
      metadata: { annotations: { [FAULT_ANNOTATIONS.failedCreate]: null } },
    });
    await cluster.setVip();
    await cluster.conditionWhen('KeepalivedReady', 'Deployed');
    await cluster.ready();
  });

  it('B27: without its endpoint a running cluster keeps running, reports it, and keeps no stale KeepalivedReady', async () => {
    const before = await cluster.child(CHILD.daemonSet);
    await cluster.edit({ spec: { clusterEndpoint: null } });
    expect(await cluster.conditionWhen('Created', 'AddressImmutable')).toEqual(
      expect.objectContaining({ status: 'True' }),
    );
    const live = await cluster.live();
    expect(live.status?.phase).toBe('Ready');
    expect(live.status?.conditions?.map(({ type }) => type).sort()).toEqual([
      'Created',
      'Ready',
    ]);
    const after = await cluster.child(CHILD.daemonSet);
    expect(after.metadata.uid).toBe(before.metadata.uid);
    expect(after.spec).toEqual(before.spec);

    await cluster.edit({
      spec: { clusterEndpoint: cluster.created.spec.clusterEndpoint },
    });
    await cluster.conditionWhen('Created', 'Created');
    await cluster.conditionWhen('KeepalivedReady', 'Deployed');
  });
});
