import { DPU_CLUSTER_GROUPS } from '@dpf-portal/dpf-model';
import { DpuClusterList } from '@dpf-portal/backstage-plugin-dpf-common';
import { dpuResource } from '@dpf-portal/dpf-world';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { Ground } from '../ground/Ground';
import { benchCluster } from '../ground/benchCluster';
import { startPortal } from '../portal/startPortal';
import { Scenario } from './Scenario';
import { ask } from './ask';

const NAMESPACES = ['team-a', 'team-b', 'dpf-clusters'];
const CLUSTERS_EACH = 1_000;
const DPUS = 3_000;
const STEP = 100;
const DPU = dpuResource(DPU_CLUSTER_GROUPS.released, 'v1alpha1');

async function fill(ground: Ground): Promise<void> {
  // In small batches: a request's timeout also runs while the request is queued.
  for (let from = 0; from < CLUSTERS_EACH; from += STEP) {
    for (const namespace of NAMESPACES) {
      await ground.create('list', from, STEP, namespace);
    }
  }
  const owner = benchCluster('list', 7);
  owner.metadata.namespace = 'team-a';
  for (let from = 0; from < DPUS; from += STEP) {
    await Promise.all(
      Array.from({ length: STEP }, (_, n) =>
        ground.api.client.create(DPU, assignedDpu(`dpu-${from + n}`, owner)),
      ),
    );
  }
}

/** Measures how long the REST API takes with many clusters and many DPUs, HTTP included. */
export const list: Scenario = {
  oursOnly: true,
  async measure({ ground }) {
    await fill(ground);
    const portal = await startPortal(ground, NAMESPACES);
    try {
      const query = '/dpu-clusters?phase=Pending&text=list-&orderBy=-createdAt';
      const { totalItems } = await portal.get<DpuClusterList>(query);
      if (totalItems !== NAMESPACES.length * CLUSTERS_EACH) {
        throw new Error(`The list has ${totalItems} clusters only`);
      }
      return [
        ...(await ask(
          portal,
          'list of 3,000 clusters, filtered, sorted, 50 shown',
          `${query}&limit=50`,
        )),
        ...(await ask(
          portal,
          'a cluster with 3,000 DPUs',
          '/dpu-clusters/team-a/team-a/list-7',
        )),
      ];
    } finally {
      await portal.stop();
    }
  },
};
