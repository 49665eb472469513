import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { DpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { dpuResource } from '@dpf-portal/dpf-world';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { eventually } from '../../portal/eventually';
import { startPortal } from '../portal/startPortal';
import { readUsage } from '../process/readUsage';
import { Scenario } from './Scenario';
import { ask } from './ask';

const NAMESPACE = 'team-a';
const DPUS = 1_000;
const STEP = 100;
const RESOURCE = dpuResource(DPU_CLUSTER_GROUPS.released, 'v1alpha1');

function operationalStatus(): object {
  const lastTransitionTime = new Date().toISOString();
  const condition = { status: 'True', message: '', lastTransitionTime };
  return {
    phase: 'Ready',
    conditions: [{ ...condition, type: 'Ready', reason: 'Ready' }],
    operationalConditions: [
      { ...condition, type: 'OperationalReady', reason: 'AllReady' },
    ],
  };
}

/** One cluster of the newest shape with 1,000 DPUs that are assigned, joined and operational. */
export const joined: Scenario = {
  oursOnly: true,
  shape: 'dpf-25.10',
  async measure({ ground, start }) {
    const { client } = ground.api;
    const running = await start();
    const [cluster] = await ground.create('joined', 0, 1);
    await ground.watch.whenPhase([cluster], 'Ready');
    const pids = running.processes.map(({ pid }) => pid);
    const before = readUsage(pids).residentMegabytes;
    const names = Array.from({ length: DPUS }, (_, n) => `dpu-${n}`);
    for (let from = 0; from < DPUS; from += STEP) {
      await Promise.all(
        names.slice(from, from + STEP).map(async name => {
          const dpu = await client.create(RESOURCE, assignedDpu(name, cluster));
          await client.mergePatch(
            RESOURCE,
            dpu.metadata,
            { status: operationalStatus() },
            { subresource: 'status' },
          );
        }),
      );
    }
    const { name } = cluster.metadata;
    ground.cluster.lightTenant({ namespace: NAMESPACE, name }).setNodes(names);
    const portal = await startPortal(ground, [NAMESPACE]);
    try {
      const begun = performance.now();
      const path = `/dpu-clusters/${NAMESPACE}/${NAMESPACE}/${name}`;
      await eventually('all DPUs have joined', async () => {
        const { item } = await portal.get<DpuClusterAnswer>(path);
        const { assigned, joined: there } = item.dpus;
        return (assigned === DPUS && there === DPUS) || undefined;
      });
      const seconds = (performance.now() - begun) / 1000;
      return [
        {
          figure: 'a portal that starts → 1,000 DPUs joined',
          value: seconds,
          unit: 's',
        },
        ...(await ask(
          portal,
          'list with a cluster of 1,000 DPUs',
          '/dpu-clusters?limit=50',
        )),
        ...(await ask(portal, 'a cluster with 1,000 DPUs', path)),
        {
          figure: 'controllers, before the 1,000 DPUs',
          value: before,
          unit: 'MB',
        },
        {
          figure: 'controllers, with 1,000 DPUs',
          value: readUsage(pids).residentMegabytes,
          unit: 'MB',
        },
      ];
    } finally {
      await portal.stop();
    }
  },
};
