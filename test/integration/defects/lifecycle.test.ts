import { internalFinalizer, managerFinalizer } from '@dpf-portal/dpf-model';
import {
  TENANT_CONTROL_PLANES,
  dpuClusterResource,
  dpuResource,
} from '@dpf-portal/dpf-world';
import { CORE_RESOURCES, KubeObject } from '@dpf-portal/kube-controller';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { CHILD, ClusterHandle } from '../../management/ClusterHandle';
import { createClusterNamespace } from '../../management/createClusterNamespace';
import { Lab } from '../../management/Lab';
import { AuditEvent } from '../../portal/readAuditLog';
import { eventually } from '../../portal/eventually';

const GROUP = 'provisioning.dpu.nvidia.com';
const dpuClusters = dpuClusterResource(GROUP, 'v1alpha1');
const CHILDREN = [
  TENANT_CONTROL_PLANES,
  CORE_RESOURCES.services,
  CORE_RESOURCES.configMaps,
  CORE_RESOURCES.daemonSets,
];

describe('The life of a kamaji cluster', () => {
  let lab: Lab;
  let next = 80;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    lab.startControllers();
  });
  afterAll(() => lab?.stop());

  const spec = (name: string) => {
    next++;
    return kamajiCluster(name, {
      vip: `10.66.66.${next}`,
      virtualRouterID: next,
    });
  };
  const create = (name: string, namespace = 'team-a') =>
    ClusterHandle.create(lab.api, namespace, spec(name));
  const writes = () => lab.audit.writesOf('dpf-controllers');
  const namesOf = (events: readonly AuditEvent[]) =>
    new Set(events.flatMap(({ objectRef }) => objectRef?.name ?? []));

  it('B2: the port the Service was given is the control plane’s, at the first try', async () => {
    const before = await writes();
    const cluster = await (await create('ports')).ready();
    const service = await cluster.child(CHILD.service);
    const { spec: asked } = await cluster.child(CHILD.controlPlane);
    expect(asked?.networkProfile?.port).toBe(service.spec.ports[0].nodePort);
    const failed = (await writes())
      .slice(before.length)
      .filter(({ responseStatus }) => Number(responseStatus?.code) >= 400);
    expect(failed).toEqual([]);
  });

  it('B3: the Service goes with its cluster, also when Kamaji never took it', async () => {
    const cluster = await create('lonely');
    const service = await cluster.childWhen(
      CHILD.service,
      'is there',
      () => true,
    );
    const { uid } = cluster.created.metadata;
    expect(service.metadata.ownerReferences).toContainEqual(
      expect.objectContaining({ kind: 'DPUCluster', uid }),
    );
    // A foreign controller reference would block Kamaji forever.
    expect(
      service.metadata.ownerReferences?.filter(
        ({ kind, controller }) => kind === 'DPUCluster' && controller,
      ),
    ).toEqual([]);
    // The light Kamaji never touches it.
    await cluster.ready();
    await cluster.delete();
    await eventually('the Service is gone', async () =>
      (
        await lab.api.namesIn('team-a', [CORE_RESOURCES.services])
      ).includes('Service/lonely')
        ? undefined
        : true,
    );
  });

  it('B3: a foreign Service of its name is not changed and is reported, and the cluster starts when it is deleted', async () => {
    const foreign: KubeObject & { spec: object } = {
      metadata: { name: 'foreign', namespace: 'team-a' },
      spec: { ports: [{ port: 80 }] },
    };
    const made = await lab.api.client.create(CORE_RESOURCES.services, foreign);
    const cluster = await create('foreign');
    expect(
      (await cluster.conditionWhen('Created', 'ChildNameTaken')).status,
    ).toBe('False');
    expect(await cluster.child(CHILD.service)).toMatchObject({
      metadata: { resourceVersion: made.metadata.resourceVersion },
    });
    await lab.api.client.delete(CORE_RESOURCES.services, foreign.metadata);
    await cluster.edit({ metadata: { annotations: { 'test/look': 'again' } } });
    await cluster.ready();
  });

  it('B6: replicas edited by hand are no identity: they stay, and the cluster stays Ready', async () => {
    const cluster = await (await create('scaled')).ready();
    await cluster.editChild(CHILD.controlPlane, {
      spec: { controlPlane: { deployment: { replicas: 1 } } },
    });
    await cluster.lookedAt();
    const after = await cluster.child(CHILD.controlPlane);
    expect(after.spec?.controlPlane?.deployment?.replicas).toBe(1);
    expect((await cluster.live()).status?.phase).toBe('Ready');
  });

  it('B13: DPUs hold a deletion back, an Event names them, and the last one’s end is the cluster’s', async () => {
    const cluster = await (await create('used')).ready();
    const { uid } = cluster.created.metadata;
    const dpus = dpuResource(GROUP, 'v1alpha1');
    const dpu = assignedDpu('worker1-0000-2b', cluster.created);
    await lab.api.client.create(dpus, dpu);
    await lab.api.client.delete(dpuClusters, cluster.created.metadata, { uid });
    const { note } = await cluster.eventWhen('DeletionBlocked');
    expect(note).toContain('worker1-0000-2b');
    expect((await cluster.live()).metadata.finalizers).toEqual(
      expect.arrayContaining([
        internalFinalizer(GROUP),
        managerFinalizer(GROUP),
      ]),
    );

    await lab.api.client.delete(dpus, dpu.metadata);
    await eventually('the cluster is gone', async () =>
      (
        await lab.api.namesIn('team-a', [dpuClusters])
      ).includes('DPUCluster/used')
        ? undefined
        : true,
    );
  });

  it('B14: made anew under its name, a cluster waits for the doomed children and never takes them for its own', async () => {
    const first = await (await create('again')).ready();
    const doomed = await first.editChild(CHILD.controlPlane, {
      metadata: { finalizers: ['finalizer.kamaji.clastix.io'] },
    });
    await first.delete();
    const second = await create('again');
    const { status } = await second.conditionWhen('Created', 'ChildNameTaken');
    expect(status).toBe('False');
    const waiting = await second.live();
    expect(waiting.status?.phase).toBe('Creating');
    expect(waiting.spec.kubeconfig).toBeUndefined();
    expect((await second.child(CHILD.controlPlane)).metadata.uid).toBe(
      doomed.metadata.uid,
    );

    await second.editChild(CHILD.controlPlane, {
      metadata: { finalizers: null },
    });
    await second.ready();
    for (const kind of Object.values(CHILD)) {
      const { metadata } = await second.child<KubeObject>(kind);
      expect(
        Date.parse(metadata.creationTimestamp ?? ''),
      ).toBeGreaterThanOrEqual(
        Date.parse(second.created.metadata.creationTimestamp ?? ''),
      );
    }
    const { metadata } = await second.child(CHILD.controlPlane);
    expect(metadata.ownerReferences?.map(({ uid }) => uid)).toEqual([
      second.created.metadata.uid,
    ]);
  });

  it('B17: what others wrote into the object stays: only patches, of our own fields', async () => {
    const before = await writes();
    const wanted = spec('shared');
    const cluster = await ClusterHandle.create(lab.api, 'team-a', {
      ...wanted,
      metadata: {
        ...wanted.metadata,
        labels: { 'example.com/rack': '7' },
        annotations: { 'example.com/note': 'keep' },
        finalizers: ['example.com/keep'],
      },
    });
    const foreign = {
      type: 'example.com/Audited',
      status: 'True',
      reason: 'Audited',
      message: 'fine',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    await cluster.edit({ status: { conditions: [foreign] } }, 'status');
    await cluster.ready();
    const live = await cluster.live();
    expect(live.metadata).toMatchObject({
      labels: { 'example.com/rack': '7' },
      annotations: { 'example.com/note': 'keep' },
      finalizers: expect.arrayContaining(['example.com/keep']),
    });
    expect(live.status?.conditions).toContainEqual(foreign);
    const verbs = (await writes())
      .slice(before.length)
      .filter(({ objectRef }) => objectRef?.resource === 'dpuclusters')
      .map(({ verb }) => verb);
    expect(new Set(verbs)).toEqual(new Set(['patch']));
  });

  it('B26: a rejection by the API server is reported as the reason, and the cluster starts once it is allowed', async () => {
    const namespace = 'no-services';
    await createClusterNamespace(lab.api.client, namespace);
    const quotas = {
      group: '',
      version: 'v1',
      plural: 'resourcequotas',
      kind: 'ResourceQuota',
      namespaced: true,
    };
    const quota: KubeObject & { spec: object } = {
      metadata: { name: 'no-services', namespace },
      spec: { hard: { services: '0' } },
    };
    await lab.api.client.create(quotas, quota);
    const cluster = await create('refused', namespace);
    const { status, message } = await cluster.conditionWhen(
      'Created',
      'QuotaExceeded',
    );
    expect(status).toBe('False');
    expect(message).toContain('quota');
    expect(await cluster.eventWhen('QuotaExceeded')).toMatchObject({
      type: 'Warning',
    });

    await lab.api.client.delete(quotas, quota.metadata);
    await cluster.edit({ metadata: { annotations: { 'test/look': 'again' } } });
    await cluster.ready();
  });

  it('B28: no Event on the way to Ready; one when it stops to serve and one when it serves again', async () => {
    const cluster = await (await create('eventful')).ready();
    expect(await cluster.events()).toEqual([]);
    const before = await cluster.child(CHILD.kubeconfig);
    await cluster.editChild(CHILD.kubeconfig, {
      data: { 'super-admin.conf': '', 'admin.conf': '' },
    });
    await cluster.inPhase('NotReady');
    await cluster.eventWhen('KubeconfigUnusable');
    await cluster.editChild(CHILD.kubeconfig, { data: before.data });
    await cluster.ready();
    await cluster.eventWhen('HealthCheckPassed');
    expect(await cluster.events()).toMatchObject([
      { type: 'Warning', reason: 'KubeconfigUnusable' },
      { type: 'Normal', reason: 'HealthCheckPassed' },
    ]);
  });

  it('B35: a cluster that is Ready is written no more, whatever happens around it', async () => {
    const still = await (await create('still')).ready();
    const before = await writes();
    // Events of the cluster without relevant changes.
    await still.editChild(CHILD.daemonSet, {
      metadata: { labels: { 'example.com/seen': 'yes' } },
    });
    await still.editChild(CHILD.controlPlane, {
      metadata: { annotations: { 'example.com/seen': 'yes' } },
    });
    await still.editChild(CHILD.kubeconfig, {
      metadata: { annotations: { 'example.com/seen': 'yes' } },
    });
    await lab.api.client.mergePatch(
      CORE_RESOURCES.nodes,
      { name: 'control-plane-1' },
      { metadata: { labels: { 'example.com/seen': 'yes' } } },
    );
    await (await create('marker')).ready();
    const since = (await writes()).slice(before.length);
    expect(namesOf(since)).toEqual(new Set(['marker', 'marker-keepalived']));
    expect(since).toHaveLength(8);
  });

  it('Label values that would be too long are digests, and the cluster is Ready all the same', async () => {
    const namespace = 'n'.repeat(63);
    await createClusterNamespace(lab.api.client, namespace);
    const cluster = await (await create('c'.repeat(63), namespace)).ready();
    const { metadata } = await cluster.child(CHILD.controlPlane);
    const value = metadata.labels?.['dpu.nvidia.com/cluster'] ?? '';
    expect(value.length).toBeLessThanOrEqual(63);
    await cluster.delete();
    await eventually('the garbage collector is done', async () => {
      const left = await lab.api.namesIn(namespace, CHILDREN);
      return left.some(name => name.includes('ccc')) ? undefined : true;
    });
  });
});
