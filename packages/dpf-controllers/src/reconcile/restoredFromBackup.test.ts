import { DpuCluster, findingsOf } from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import { kamajiCluster } from '@dpf-portal/test-support';
import { ReconcileBench } from '../testing/ReconcileBench';
import { ownerReference } from './ensureChild';
import { conditionOf } from './status/conditions';

const NAMESPACE = 'team-a';
/** By plural, as `docs/operate.md` patches them. */
const CHILDREN = [
  ['tenantcontrolplanes', 'test'],
  ['configmaps', 'test-keepalived'],
  ['daemonsets', 'test-keepalived'],
] as const;

/** What a tool for backups creates again: another uid, no owner, no status of the cluster. */
describe('A kamaji cluster whose objects were restored without owner references', () => {
  let bench: ReconcileBench;
  let restored: DpuCluster;

  const controlPlane = () =>
    bench.find('tenantcontrolplanes', NAMESPACE, 'test') as KubeObject;
  const patchOwners = (owners: KubeObject['metadata']['ownerReferences']) => {
    for (const [plural, name] of CHILDREN) {
      bench.server.objects.patch(
        plural,
        { namespace: NAMESPACE, name },
        { metadata: { ownerReferences: owners } },
      );
    }
  };

  beforeEach(async () => {
    bench = await ReconcileBench.create();
    const { apiVersion, kind, spec } = await bench.bringToReady(
      bench.create(kamajiCluster()),
    );
    // Before the deletion: the garbage collector takes only what has an owner.
    patchOwners([]);
    bench.server.objects.patch(
      'services',
      { namespace: NAMESPACE, name: 'test' },
      { metadata: { ownerReferences: [] } },
    );
    bench.edit(kamajiCluster(), { metadata: { finalizers: null } });
    bench.delete(kamajiCluster());
    bench.restart();
    restored = bench.create({
      apiVersion,
      kind,
      spec,
      metadata: { name: 'test', namespace: NAMESPACE },
    });
  });

  afterEach(async () => {
    await bench.stop();
  });

  it('keeps its control plane and is Creating with ChildNameTaken', async () => {
    const before = controlPlane();
    await bench.reconcile(restored);
    expect(controlPlane()).toEqual(before);
    const live = bench.live(restored);
    expect(live.status?.phase).toBe('Creating');
    expect(conditionOf(live.status?.conditions, 'Created')).toMatchObject({
      status: 'False',
      reason: 'ChildNameTaken',
    });
    expect(findingsOf(live, bench.world())[0]).toMatchObject({
      code: 'ChildNameTaken',
      sentence: expect.stringContaining('exists and has no owner'),
    });
  });

  it('is Ready on the same control plane once the owner references are set', async () => {
    const { uid } = controlPlane().metadata;
    await bench.reconcile(restored);
    patchOwners([ownerReference(restored)]);
    const ready = await bench.bringToReady(restored);
    expect(ready.status?.phase).toBe('Ready');
    expect(controlPlane().metadata.uid).toBe(uid);
  });
});
