import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
} from '@dpf-portal/dpf-model';
import { DpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { setTimeout as sleep } from 'node:timers/promises';
import { ManagementApi } from '../../management/ManagementApi';
import { Ground } from '../ground/Ground';
import { Portal, startPortal } from '../portal/startPortal';
import { Scenario } from './Scenario';
import { quantile } from '../../statistics/quantile';

const CLUSTERS = 50;
const CHANGES = 500;
const INTERVAL_MS = 20;
const LOOK_MS = 5;

/** Milliseconds from the response to a PATCH until the REST API shows the change. */
async function change(
  ground: Ground,
  portal: Portal,
  { metadata: { namespace, name } }: DpuCluster,
  value: string,
): Promise<number> {
  await ground.api.client.mergePatch(
    ManagementApi.resourceOf(DPU_CLUSTER_GROUPS.released),
    { namespace, name },
    { metadata: { annotations: { [DPF_ANNOTATIONS.purpose]: value } } },
  );
  const answeredAt = performance.now();
  for (;;) {
    const { item } = await portal.get<DpuClusterAnswer>(
      `/dpu-clusters/${namespace}/${namespace}/${name}`,
    );
    if (item.purpose === value) {
      return performance.now() - answeredAt;
    }
    await sleep(LOOK_MS);
  }
}

/** Measures how far the REST API lags behind the API server at fifty changes a second. */
export const live: Scenario = {
  oursOnly: true,
  async measure({ ground }) {
    const clusters = await ground.create('live', 0, CLUSTERS);
    const portal = await startPortal(ground, ['team-a']);
    try {
      const changes: Promise<number>[] = [];
      const begun = performance.now();
      for (let n = 0; n < CHANGES; n++) {
        const due = begun + n * INTERVAL_MS;
        await sleep(Math.max(0, due - performance.now()));
        changes.push(
          change(ground, portal, clusters[n % CLUSTERS], `change-${n}`),
        );
      }
      const milliseconds = await Promise.all(changes);
      const seconds = (performance.now() - begun) / 1000;
      return [
        {
          figure: 'PATCH answered → REST shows it, median',
          value: quantile(milliseconds, 0.5),
          unit: 'ms',
        },
        {
          figure: 'PATCH answered → REST shows it, p99',
          value: quantile(milliseconds, 0.99),
          unit: 'ms',
        },
        { figure: '– changes a second', value: CHANGES / seconds, unit: '' },
      ];
    } finally {
      await portal.stop();
    }
  },
};
