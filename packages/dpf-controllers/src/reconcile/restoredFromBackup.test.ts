import {
  DpuCluster,
  TenantControlPlane,
  findingsOf,
  ownerReferenceTo,
} from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import { kamajiCluster } from '@dpf-portal/test-support';
import { FakeRefusal } from '@dpf-portal/dpf-world/testing';
import { ReconcileBench } from '../testing/ReconcileBench';
import { conditionOf } from './status/conditions';

const NAMESPACE = 'team-a';
const CHILDREN = [
  ['tenantcontrolplanes', 'test'],
  ['configmaps', 'test-keepalived'],
  ['daemonsets', 'test-keepalived'],
  ['services', 'test'],
] as const;
type Plural = (typeof CHILDREN)[number][0];

/** What a tool for backups creates again: another uid, no owner, no status of the cluster. */
describe('A kamaji cluster whose objects were restored without owner references', () => {
  let bench: ReconcileBench;
  let restored: DpuCluster;

  const child = (plural: Plural): KubeObject => {
    const [, name] = CHILDREN.find(([kind]) => kind === plural) ?? ['', ''];
    const found = bench.find(plural, NAMESPACE, name);
    if (!found) {
      throw new Error(`There is no ${plural} ${name}`);
    }
    return found;
  };
  const edit = (plural: Plural, metadata: object) => {
    const { name } = child(plural).metadata;
    bench.server.objects.patch(
      plural,
      { namespace: NAMESPACE, name },
      { metadata },
    );
  };
  const created = () =>
    conditionOf(bench.live(restored).status?.conditions, 'Created');
  const owners = (plural: Plural) => child(plural).metadata.ownerReferences;

  beforeEach(async () => {
    bench = await ReconcileBench.create();
    const { apiVersion, kind, spec } = await bench.bringToReady(
      bench.create(kamajiCluster()),
    );
    // Before the deletion: the garbage collector takes only what has an owner.
    for (const [plural] of CHILDREN) {
      edit(plural, { ownerReferences: [] });
    }
    bench.edit(kamajiCluster(), { metadata: { finalizers: null } });
    bench.delete(kamajiCluster());
    bench.restart();
    restored = bench.create({
      apiVersion,
      kind,
      spec,
      metadata: { name: 'test', namespace: NAMESPACE },
    });
    bench.server.writes.length = 0;
  });

  afterEach(async () => {
    await bench.stop();
  });

  it('adopts them, says so, and is Ready on the same control plane', async () => {
    const before = CHILDREN.map(([plural]) => child(plural).metadata.uid);
    const ready = await bench.bringToReady(restored);
    expect(ready.status?.phase).toBe('Ready');
    expect(CHILDREN.map(([plural]) => child(plural).metadata.uid)).toEqual(
      before,
    );
    for (const plural of [
      'tenantcontrolplanes',
      'configmaps',
      'daemonsets',
    ] as const) {
      expect(owners(plural)).toEqual([ownerReferenceTo(restored)]);
    }
    expect(bench.events.map(({ reason }) => reason)).toEqual([
      'Adopted',
      'Adopted',
      'Adopted',
    ]);
    expect(
      bench.server.writeLog().filter(line => line.startsWith('create')),
    ).toEqual([]);
    const codes = findingsOf(ready, bench.world()).map(({ code }) => code);
    expect(codes).not.toContain('OwnerMissing');
    expect(codes).not.toContain('ChildNameTaken');
    expect(codes).not.toContain('AddressInUse');
  });

  it('does not adopt what gets an owner or is replaced in the same moment', async () => {
    bench.server.admit = (verb, plural) => {
      if (verb === 'patch' && plural === 'tenantcontrolplanes') {
        bench.server.admit = () => {};
        edit('tenantcontrolplanes', {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'ConfigMap', name: 'quick', uid: 'q' },
          ],
        });
      }
    };
    await expect(bench.reconcile(restored)).rejects.toMatchObject({
      status: 409,
    });
    expect(owners('tenantcontrolplanes')).toEqual([
      expect.objectContaining({ name: 'quick' }),
    ]);
    await bench.reconcile(restored);
    expect(created()).toMatchObject({ reason: 'ChildNameTaken' });
  });

  it.each<[string, Plural[]]>([
    ['the Service', ['services']],
    ['the DaemonSet of keepalived', ['daemonsets']],
    ['the ConfigMap of keepalived', ['configmaps']],
    ['the control plane', ['tenantcontrolplanes']],
  ])('adopts %s where only that was restored', async (_, kept) => {
    for (const [plural, name] of CHILDREN) {
      if (!kept.includes(plural)) {
        bench.server.objects.delete(plural, NAMESPACE, name);
      }
    }
    // A restored cluster of which nothing ran has no kubeconfig yet.
    if (!kept.includes('tenantcontrolplanes')) {
      bench.edit(restored, { spec: { kubeconfig: null } });
    }
    const { uid } = child(kept[0]).metadata;
    const ready = await bench.bringToReady(restored);
    expect(ready.status?.phase).toBe('Ready');
    expect(child(kept[0]).metadata.uid).toBe(uid);
    expect(owners(kept[0])).toEqual([ownerReferenceTo(restored)]);
  });

  it('keeps the port of a Service of which nothing else was restored', async () => {
    const portOf = () =>
      (child('tenantcontrolplanes') as TenantControlPlane).spec?.networkProfile
        ?.port;
    const port = portOf();
    bench.server.objects.delete('tenantcontrolplanes', NAMESPACE, 'test');
    await bench.bringToReady(restored);
    expect(portOf()).toBe(port);
  });

  it('uses the Service as it is where it may not be patched', async () => {
    bench.server.objects.delete('tenantcontrolplanes', NAMESPACE, 'test');
    bench.server.admit = (verb, plural) => {
      if (verb === 'patch' && plural === 'services') {
        throw new FakeRefusal(403, 'Forbidden', 'services is forbidden');
      }
    };
    const ready = await bench.bringToReady(restored);
    expect(ready.status?.phase).toBe('Ready');
    expect(owners('services')).toEqual([]);
  });

  it('adopts what DPF’s own manager made, and keeps its keepalived as it is', async () => {
    edit('tenantcontrolplanes', {
      labels: {
        'app.kubernetes.io/managed-by': null,
        'dpu.nvidia.com/cluster': 'test',
      },
    });
    const { address = '', port } =
      (child('tenantcontrolplanes') as TenantControlPlane).spec
        ?.networkProfile ?? {};
    const { keepalived } = restored.spec.clusterEndpoint ?? {};
    const name = 'test-keepalived';
    bench.server.objects.delete('daemonsets', NAMESPACE, name);
    bench.server.objects.delete('configmaps', NAMESPACE, name);
    bench.server.objects.create('configmaps', NAMESPACE, {
      metadata: { name, namespace: NAMESPACE },
    });
    const env = Object.entries({
      INTERFACE: keepalived?.interface,
      VIRTUAL_ROUTER_ID: String(keepalived?.virtualRouterID),
      VIRTUAL_IP: address,
      NODE_PORT: String(port),
    }).map(([key, value]) => ({ name: key, value }));
    const spec = {
      template: {
        spec: {
          nodeSelector: keepalived?.nodeSelector,
          initContainers: [{ env }],
          volumes: [{ name: 'config', configMap: { name } }],
        },
      },
    };
    bench.server.objects.create('daemonsets', NAMESPACE, {
      metadata: { name, namespace: NAMESPACE },
      ...{ spec },
    });
    const ready = await bench.bringToReady(restored);
    expect(ready.status?.phase).toBe('Ready');
    for (const plural of [
      'tenantcontrolplanes',
      'configmaps',
      'daemonsets',
    ] as const) {
      expect(owners(plural)).toEqual([ownerReferenceTo(restored)]);
    }
    expect(child('daemonsets')).toMatchObject({ spec });
  });

  it.each([
    ['with another label', { labels: { 'dpu.nvidia.com/cluster': 'other' } }],
    ['without a label', { labels: null }],
    [
      'of a live owner',
      {
        ownerReferences: [
          { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'uid-x' },
        ],
      },
    ],
  ])('leaves a control plane %s alone', async (_, metadata) => {
    edit('tenantcontrolplanes', metadata);
    const before = child('tenantcontrolplanes');
    await bench.reconcile(restored);
    expect(child('tenantcontrolplanes')).toEqual(before);
    expect(created()).toMatchObject({
      status: 'False',
      reason: 'ChildNameTaken',
    });
    expect(findingsOf(bench.live(restored), bench.world())[0]).toMatchObject({
      code: 'ChildNameTaken',
      who: 'owner',
    });
  });

  it('leaves alone what the garbage collector is about to delete, because its owner is gone', async () => {
    edit('tenantcontrolplanes', {
      ownerReferences: [{ ...ownerReferenceTo(restored), uid: 'earlier' }],
    });
    const before = child('tenantcontrolplanes');
    await bench.reconcile(restored);
    expect(child('tenantcontrolplanes')).toEqual(before);
    expect(created()?.message).toContain('still being deleted');
  });

  it('asks the platform about a control plane at another address', async () => {
    bench.edit(restored, {
      spec: { clusterEndpoint: { keepalived: { vip: '10.66.66.99' } } },
    });
    await bench.reconcile(restored);
    const [finding] = findingsOf(bench.live(restored), bench.world());
    expect(finding).toMatchObject({
      code: 'ChildNameTaken',
      who: 'platform',
      sentence: created()?.message,
      remedy: expect.stringContaining('"vip":"10.66.66.66"'),
    });
    expect(finding.remedy).not.toMatch(/another name/);
  });

  it('does not give VIP and router id to a third cluster, with or without the DPUCluster', async () => {
    const third = bench.create(kamajiCluster({ name: 'third' }));
    await bench.reconcile(third);
    expect(
      conditionOf(bench.live(third).status?.conditions, 'Created'),
    ).toMatchObject({ reason: 'AddressInUse' });

    bench.delete(restored);
    await bench.reconcile(third);
    expect(
      conditionOf(bench.live(third).status?.conditions, 'Created'),
    ).toMatchObject({
      reason: 'AddressInUse',
      message:
        'VIP 10.66.66.66 is used by TenantControlPlane team-a/test, which belongs to no DPUCluster. This cluster cannot start.',
    });
    bench.server.objects.delete('tenantcontrolplanes', NAMESPACE, 'test');
    await bench.reconcile(third);
    expect(
      conditionOf(bench.live(third).status?.conditions, 'Created'),
    ).toMatchObject({
      reason: 'AddressInUse',
      message: expect.stringContaining('DaemonSet team-a/test-keepalived'),
    });
    expect(bench.has('tenantcontrolplanes', NAMESPACE, 'third')).toBe(false);
  });
});
