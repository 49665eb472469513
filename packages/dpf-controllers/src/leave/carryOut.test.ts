import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import {
  CONTROLLERS_LEASE,
  HANDED_BACK_ANNOTATION,
} from '@dpf-portal/dpf-world';
import { FakeApiServer, FakeRefusal } from '@dpf-portal/dpf-world/testing';
import {
  CORE_RESOURCES,
  Clock,
  KubeClient,
  KubeObject,
  RestTransport,
  systemClock,
} from '@dpf-portal/kube-controller';
import { MANAGEMENT_CLUSTER } from '../footprint/OwnedObject';
import { OwnLeases } from '../handback/OwnLeases';
import { carryOut } from './carryOut';
import { PlannedStep, deletion } from './LeavePlan';

const CLUSTERS = {
  group: 'provisioning.dpf.nvidia.com',
  version: 'v1alpha1',
  plural: 'dpuclusters',
  kind: 'DPUCluster',
  namespaced: true,
};
const KEY = `${CLUSTERS.plural}.${CLUSTERS.group}`;
const POLICY =
  "ValidatingAdmissionPolicy 'dpf-portal-dpuclusters' denied request: no";

/** A clock whose waits take no time. */
function quickClock(): Clock {
  let passed = 0;
  return {
    ...systemClock,
    monotonic: () => passed,
    sleep: async ms => {
      passed += ms;
    },
  };
}

describe('carryOut', () => {
  let api: FakeApiServer;
  let client: KubeClient;
  let cluster: KubeObject;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    client = new KubeClient({
      transport: RestTransport.fromKubeConfig(api.kubeConfig()),
    });
    cluster = api.objects.create(KEY, 'team-a', {
      metadata: {
        namespace: 'team-a',
        name: 'blue',
        annotations: { [DPF_ANNOTATIONS.owner]: 'group:a', other: 'x' },
        finalizers: ['a', 'b'],
      },
    });
  });
  afterEach(() => api.stop());

  const carry = (...steps: PlannedStep[]) =>
    carryOut(
      { client, access: { mode: 'direct' }, clock: quickClock() },
      steps,
    );
  const live = () => client.get<DpuCluster>(CLUSTERS, cluster.metadata);
  const change = (parts: Partial<PlannedStep>): PlannedStep => ({
    place: MANAGEMENT_CLUSTER,
    kind: 'DPUCluster',
    namespace: 'team-a',
    name: 'blue',
    action: 'change',
    resource: CLUSTERS,
    metadata: cluster.metadata,
    ...parts,
  });
  const ANNOTATION = change.bind(null, {
    annotations: { [DPF_ANNOTATIONS.owner]: 'group:a' },
  });
  const writeStatus = () =>
    api.objects.patch(
      KEY,
      { namespace: 'team-a', name: 'blue', status: true },
      { status: { phase: 'Ready' } },
    );
  const problems = async (...steps: PlannedStep[]) =>
    (await carry(...steps)).map(({ problem }) => problem);

  it('removes an annotation, also where DPF has written the status since', async () => {
    writeStatus();
    expect(await problems(ANNOTATION())).toEqual([undefined]);
    expect((await live()).metadata.annotations).toEqual({ other: 'x' });
  });

  it('removes no finalizer of a cluster that was changed since', async () => {
    const step = change({ finalizers: ['a'] });
    writeStatus();
    expect(await problems(step)).toEqual([
      expect.stringContaining('Run leave again'),
    ]);
    expect((await live()).metadata.finalizers).toEqual(['a', 'b']);
  });

  it('removes only the finalizers of the plan', async () => {
    await carry(change({ finalizers: ['a'] }));
    expect((await live()).metadata.finalizers).toEqual(['b']);
  });

  it('waits until a policy that it has deleted is no longer in force', async () => {
    let left = 3;
    api.admit = verb => {
      if (verb === 'patch' && left > 0) {
        left--;
        throw new FakeRefusal(422, 'Invalid', POLICY);
      }
    };
    expect(await problems(ANNOTATION())).toEqual([undefined]);
  });

  it('gives up on a policy that stays, and goes on with the rest', async () => {
    api.admit = verb => {
      if (verb === 'patch') {
        throw new FakeRefusal(403, 'Forbidden', POLICY);
      }
    };
    const lease = api.objects.create('leases', 'x', {
      metadata: { namespace: 'x', name: 'free' },
    });
    expect(
      await problems(
        ANNOTATION(),
        deletion({
          place: MANAGEMENT_CLUSTER,
          resource: CORE_RESOURCES.leases,
          metadata: lease.metadata,
        }),
      ),
    ).toEqual([expect.stringContaining('denied request'), undefined]);
  });

  it('deletes only the object that was looked at, and can be repeated', async () => {
    const seen = api.objects.create('secrets', 'x', {
      metadata: { namespace: 'x', name: 'upload' },
    });
    const step = deletion({
      place: MANAGEMENT_CLUSTER,
      resource: CORE_RESOURCES.secrets,
      metadata: seen.metadata,
    });
    api.objects.patch(
      'secrets',
      { namespace: 'x', name: 'upload' },
      { metadata: { annotations: { claimed: 'now' } } },
    );
    expect(await problems(step)).toEqual([
      expect.stringContaining('Run leave again'),
    ]);
    const now = api.objects.get('secrets', 'x', 'upload');
    const again = { ...step, metadata: now.metadata };
    expect(await problems(again)).toEqual([undefined]);
    expect(await problems(again)).toEqual([undefined]);
  });

  describe('OwnLeases.whoWaits', () => {
    const ref = { namespace: 'dpf', name: CONTROLLERS_LEASE };
    const lease = () => api.objects.get('leases', 'dpf', CONTROLLERS_LEASE);
    const isAnnounced = (object: KubeObject) =>
      object.metadata.annotations?.[HANDED_BACK_ANNOTATION] !== undefined;
    const whoWaits = () =>
      new OwnLeases({ client, namespace: 'dpf', clock: quickClock() }).whoWaits(
        6_000,
      );

    beforeEach(() => {
      api.objects.create('leases', 'dpf', {
        metadata: { ...ref, annotations: { [HANDED_BACK_ANNOTATION]: 'then' } },
        ...{ spec: { holderIdentity: '' } },
      });
    });

    it('finds a process that only waits, and makes it release the Lease', async () => {
      api.objects.onEvent(({ plural, object }) => {
        const { holderIdentity } = Object(object.spec);
        const wanted = isAnnounced(object) ? '' : 'waiting_1';
        if (plural === 'leases' && holderIdentity !== wanted) {
          api.objects.patch('leases', ref, {
            spec: { holderIdentity: wanted },
          });
        }
      });
      expect(await whoWaits()).toBe('waiting_1');
      expect(lease().spec).toMatchObject({ holderIdentity: '' });
      expect(isAnnounced(lease())).toBe(true);
    });

    it('finds nobody, and leaves the hand-back in force', async () => {
      expect(await whoWaits()).toBeUndefined();
      expect(isAnnounced(lease())).toBe(true);
    });

    it('writes nothing where nothing was handed back', async () => {
      api.objects.patch('leases', ref, {
        metadata: { annotations: { [HANDED_BACK_ANNOTATION]: null } },
      });
      expect(await whoWaits()).toBeUndefined();
      expect(api.writes).toEqual([]);
    });
  });
});
