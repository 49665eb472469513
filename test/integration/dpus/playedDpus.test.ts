import { DPU_CLUSTER_GROUPS, Dpu, DpuCluster } from '@dpf-portal/dpf-model';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { dpuResource } from '@dpf-portal/dpf-world';
import { ResourceType } from '@dpf-portal/kube-controller';
import path from 'node:path';
import { describeUnless } from '../../describeUnless';
import { definitionsOf } from '../../fixtures/clusterDefinition';
import { guideExample } from '../../fixtures/guideExample';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { secretOf, staticCluster } from '../../fixtures/staticCluster';
import { Lab, LabOptions } from '../../management/Lab';
import { ObjectHistory } from '../../management/ObjectHistory';
import { ClusterViewer } from '../../management/ClusterViewer';

const { released, guide } = DPU_CLUSTER_GROUPS;
const RELEASED_DEFINITIONS = process.env.DPF_RELEASED_CRDS;
const NAMESPACE = 'team-a';
const NAMES = ['worker-1-dpu0', 'worker-2-dpu0', 'worker-3-dpu0'];
const QUICK = { paceMs: 0 };

interface Shape {
  name: string;
  definitions: LabOptions['definitions'];
  kamajiDefinitions?: string;
  isNew: boolean;
}

const OURS: Shape[] = [
  {
    name: 'dpf-24.10',
    definitions: definitionsOf('dpf-24.10'),
    isNew: false,
  },
  { name: 'dpf-25.10', definitions: definitionsOf('dpf-25.10'), isNew: true },
];

const inReleased = (name: string) =>
  path.join(RELEASED_DEFINITIONS ?? '', name);
const AS_RELEASED: Shape[] = [
  { name: 'dpf-24.10', isNew: false },
  { name: 'dpf-26', isNew: true },
].map(shape => ({
  ...shape,
  definitions: [inReleased(shape.name)],
  kamajiDefinitions: inReleased('kamaji-26'),
}));

function testShape({ definitions, kamajiDefinitions, isNew }: Shape): void {
  let lab: Lab;
  let viewer: ClusterViewer;
  let cluster: DpuCluster;
  const dpus: ResourceType = dpuResource(released, 'v1alpha1');
  const dpuSets: ResourceType = { ...dpus, plural: 'dpusets', kind: 'DPUSet' };

  beforeAll(async () => {
    lab = await Lab.start({ light: true, definitions, kamajiDefinitions });
    lab.startControllers();
    viewer = await ClusterViewer.start(lab.cluster);
    const { spec, ...wanted } = kamajiCluster('blue', {
      vip: '10.66.67.10',
      virtualRouterID: 10,
    });
    const { version, ...rest } = spec;
    cluster = await lab.api.clusterReady(
      await lab.api.createCluster(NAMESPACE, {
        ...wanted,
        spec: isNew ? rest : { ...rest, version },
      }),
    );
  });
  afterAll(async () => {
    await viewer?.stop();
    await lab?.stop();
  });

  const counts = (view: DpuClusterView) => {
    const { assigned, joined, operational } = view.dpus;
    return { assigned, joined, operational };
  };
  const liveDpus = () => lab.api.client.listAll<Dpu>(dpus);

  it('goes through the phases of its release, and is counted as assigned, joined and, where the API says so, operational', async () => {
    const history = await ObjectHistory.follow<Dpu>(lab.api.client, dpus, {
      namespace: 'dpf-operator-system',
      name: NAMES[0],
    });
    const result = await lab.cluster.dpus.provision(
      { namespace: NAMESPACE, name: 'blue' },
      NAMES,
      QUICK,
    );
    expect(result).toEqual({ made: 'dpus' });
    const view = await viewer
      .viewWhen(
        cluster,
        'has its DPUs joined, and says how many are operational where the API does',
        ({ dpus: { joined, operational, phases } }) =>
          joined === 3 &&
          phases?.Ready === 3 &&
          operational === (isNew ? 3 : undefined),
      )
      .finally(() => history.stop());
    expect(view.dpus.assigned).toBe(3);
    expect(view.findings).toEqual([]);
    const phases = history.of(dpu => dpu.status?.phase);
    expect(phases).toEqual(
      isNew
        ? [
            'Initializing',
            'Node Effect',
            'Pending',
            'Initialize Interface',
            'Config FW Parameters',
            'Prepare BFB',
            'OS Installing',
            'DPU Config',
            'Rebooting',
            'Host Network Configuration',
            'DPU Cluster Config',
            'Service Readiness',
            'Node Effect Removal',
            'Ready',
          ]
        : [
            'Initializing',
            'Node Effect',
            'Pending',
            'DMS Deployment',
            'OS Installing',
            'Rebooting',
            'DPU Cluster Config',
            'Host Network Configuration',
            'Ready',
          ],
    );
    if (isNew) {
      await lab.api.clusterWhen(
        cluster,
        'has its DPUs counted in its status',
        ({ status }) => status?.nodesCount === 3,
      );
    }
  });

  it('looks as DPF’s own: named after host and device, of a DPUSet, with its labels', async () => {
    const [dpu] = await liveDpus();
    expect(dpu).toMatchObject({
      metadata: {
        name: 'worker-1-dpu0',
        namespace: 'dpf-operator-system',
        labels: {
          [`${released}/dpuset-name`]: 'join-team-a-blue',
          [`${released}/dpuset-namespace`]: 'dpf-operator-system',
          ...(isNew && {
            [`${released}/dpunode-name`]: 'worker-1',
            [`${released}/dpudevice-name`]: 'dpu0',
          }),
        },
        ownerReferences: [{ kind: 'DPUSet', controller: true }],
      },
      spec: {
        ...(isNew
          ? { dpuNodeName: 'worker-1', dpuDeviceName: 'dpu0' }
          : { nodeName: 'worker-1' }),
        cluster: { name: 'blue', namespace: NAMESPACE },
      },
    });
  });

  it('does nothing when it is repeated', async () => {
    const versions = async () =>
      (await liveDpus()).map(({ metadata }) => metadata.resourceVersion);
    const before = await versions();
    await lab.cluster.dpus.provision(
      { namespace: NAMESPACE, name: 'blue' },
      NAMES,
      QUICK,
    );
    expect(await versions()).toEqual(before);
  });

  it('stops when it is interrupted, and goes on later', async () => {
    const stop = new AbortController();
    const ref = { namespace: NAMESPACE, name: 'blue' };
    const name = 'worker-4-dpu0';
    await expect(
      lab.cluster.dpus.provision(ref, [name], {
        paceMs: 0,
        signal: stop.signal,
        onProgress: line => {
          if (line.includes('OS Installing')) {
            stop.abort();
          }
        },
      }),
    ).rejects.toThrow();
    const waiting = await viewer.viewWhen(
      cluster,
      'has a fourth DPU that waits',
      view => view.dpus.phases?.['OS Installing'] === 1,
    );
    expect(waiting.dpus).toMatchObject({ assigned: 4, joined: 3 });
    const described = await viewer.dpuWhen(name, 'is installed', ({ label }) =>
      label.startsWith('OS Installing'),
    );
    expect(described).toMatchObject({
      state: 'provisioning',
      label: isNew ? 'OS Installing, 9 of 14' : 'OS Installing, 5 of 8',
      waitsFor: 'The installation of its operating system',
      who: 'nobody',
      host: 'worker-4',
      ...(isNew && { device: 'dpu0' }),
      clusterName: `${NAMESPACE}/blue`,
      joined: false,
      origin: { kind: 'DPUSet', name: 'join-team-a-blue' },
    });
    await lab.cluster.dpus.provision(ref, [name], QUICK);
    await viewer.viewWhen(
      cluster,
      'has four DPUs joined',
      view => view.dpus.joined === 4,
    );
    await viewer.dpuWhen(
      name,
      'works',
      ({ state, joined }) =>
        joined === true && state === (isNew ? 'operational' : 'ready'),
    );
  });

  it('is refused where the cluster is full, or the DPU is another cluster’s', async () => {
    const ref = { namespace: NAMESPACE, name: 'blue' };
    const many = Array.from({ length: 1000 }, (_, n) => `many-${n}`);
    await expect(lab.cluster.dpus.provision(ref, many, QUICK)).rejects.toThrow(
      'team-a/blue takes at most 1000 DPUs (spec.maxNodes): 4 are assigned, 1000 more do not fit',
    );
    await expect(
      lab.cluster.dpus.provision({ namespace: NAMESPACE, name: 'no' }, ['a-1']),
    ).rejects.toThrow('There is no DPUCluster team-a/no');
    expect(await liveDpus()).toHaveLength(4);
  });

  it('leaves Nodes behind that are reported once its DPUSet is deleted', async () => {
    await lab.api.client.delete(dpuSets, {
      namespace: 'dpf-operator-system',
      name: 'join-team-a-blue',
    });
    const view = await viewer.viewWhen(
      cluster,
      'has no DPU, and Nodes that are left over',
      ({ dpus: { assigned }, findings }) =>
        assigned === 0 && findings.some(f => f.code === 'NodesWithoutDpu'),
    );
    expect(view.findings[0]).toMatchObject({
      code: 'NodesWithoutDpu',
      evidence: { count: 4 },
    });
    expect(view.dpus).toMatchObject({ joined: 0 });
  });

  it('joins the ready-made cluster where a DPUCluster stands for it', async () => {
    await expect(
      lab.cluster.dpus.provision('static', ['brought-1'], QUICK),
    ).resolves.toEqual({
      made: 'nodes',
      because: 'no DPUCluster stands for the static cluster',
    });
    await lab.api.createSecret(
      NAMESPACE,
      secretOf('given', { 'admin.conf': lab.cluster.staticKubeconfig }),
    );
    const { spec, ...wanted } = staticCluster('brought', 'given');
    const { version, ...rest } = spec;
    const brought = await lab.api.clusterReady(
      await lab.api.createCluster(NAMESPACE, {
        ...wanted,
        apiVersion: `${released}/v1alpha1`,
        spec: isNew ? rest : { ...rest, version },
      }),
    );
    await expect(
      lab.cluster.dpus.provision('static', ['brought-1'], QUICK),
    ).resolves.toEqual({ made: 'dpus' });
    const view = await viewer.viewWhen(
      brought,
      'has its DPU joined',
      ({ dpus: { joined } }) => joined === 1,
    );
    expect(counts(view)).toMatchObject({ assigned: 1, joined: 1 });
  });

  // The released definitions are without the guide's.
  if (kamajiDefinitions) {
    return;
  }

  it('is a Node only in the guide’s group, where the numbers are not known', async () => {
    const shown = guideExample('kamaji', guide);
    const there = await lab.api.clusterReady(
      await lab.api.createCluster('team-b', shown),
    );
    await expect(
      lab.cluster.dpus.provision(
        { namespace: 'team-b', name: there.metadata.name },
        ['dpu-1'],
        QUICK,
      ),
    ).resolves.toEqual({
      made: 'nodes',
      because: `${guide} serves no DPU kind`,
    });
    const view = await viewer.viewWhen(there, 'is shown', () => true);
    expect(view.dpus).toEqual({});
  });
}

describe.each(OURS)('A DPU that is played, in the shape $name', shape => {
  testShape(shape);
});

describeUnless(
  RELEASED_DEFINITIONS
    ? undefined
    : 'the released definitions are not here (DPF_RELEASED_CRDS names their folder)',
  'With the definitions as released',
  () => {
    describe.each(AS_RELEASED)('a DPU that is played, of $name', shape => {
      testShape(shape);
    });
  },
);
