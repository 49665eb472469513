import { DpuCluster } from '@dpf-portal/dpf-model';
import { definitionsOf } from '../../fixtures/clusterDefinition';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { ClusterViewer } from '../../management/ClusterViewer';

const DPUS = 1000;
const NAMESPACE = 'team-a';

/** Sixteen writes per DPU, on two busy cores. */
jest.setTimeout(10 * 60_000);

describe('One cluster with a thousand DPUs, in the newest shape', () => {
  let lab: Lab;
  let viewer: ClusterViewer;
  let cluster: DpuCluster;

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      definitions: definitionsOf('dpf-25.10'),
    });
    lab.startControllers();
    viewer = await ClusterViewer.start(lab.cluster);
    const { spec, ...wanted } = kamajiCluster('blue', {
      vip: '10.66.67.10',
      virtualRouterID: 10,
    });
    const { version: _, ...rest } = spec;
    cluster = await lab.api.clusterReady(
      await lab.api.createCluster(NAMESPACE, { ...wanted, spec: rest }),
    );
  });
  afterAll(async () => {
    await viewer?.stop();
    await lab?.stop();
  });

  it('counts all as assigned, joined and operational, and writes the count seldom', async () => {
    const before = await lab.audit.writesOf('dpf-controllers');
    const names = Array.from(
      { length: DPUS },
      (_, n) => `worker-${String(n).padStart(4, '0')}-dpu0`,
    );
    const from = Date.now();
    await lab.cluster.dpus.provision(
      { namespace: NAMESPACE, name: 'blue' },
      names,
      { paceMs: 0 },
    );
    const seconds = (Date.now() - from) / 1000;
    const view = await viewer.viewWhen(
      cluster,
      'has all of its DPUs joined',
      ({ dpus }) => dpus.joined === DPUS && dpus.operational === DPUS,
    );
    expect(view.dpus).toEqual({
      assigned: DPUS,
      joined: DPUS,
      operational: DPUS,
      phases: { Ready: DPUS },
    });
    expect(view.findings).toEqual([]);
    await lab.api.clusterWhen(
      cluster,
      'counts all of its DPUs in its status',
      ({ status }) => status?.nodesCount === DPUS,
    );
    const writes = (await lab.audit.writesOf('dpf-controllers')).slice(
      before.length,
    );
    process.stdout.write(
      `  ${DPUS} DPUs in ${seconds.toFixed(0)} s, ${
        writes.length
      } writes of the controllers\n`,
    );
    // One immediately and then one every two seconds, also while the last DPUs join after all have been created.
    const writing =
      (Date.parse(writes.at(-1)?.stageTimestamp ?? '') - from) / 1000;
    expect(writes.length).toBeLessThanOrEqual(writing / 2 + 2);
  });
});
