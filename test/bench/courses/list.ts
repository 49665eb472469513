import {
  DPU_CLUSTER_GROUPS,
  DpuClusterList,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  KubeObject,
  ResourceType,
  apiVersionOf,
} from '@dpf-portal/kube-controller';
import { Ground } from '../ground/Ground';
import { Portal, startPortal } from '../portal/startPortal';
import { Course, Measurement } from './Course';
import { quantile } from '../../statistics/quantile';

const NAMESPACES = ['team-a', 'team-b', 'dpf-clusters'];
const CLUSTERS_EACH = 1_000;
const DPUS = 3_000;
const STEP = 100;
const ASKED = 30;
const DPU: ResourceType = {
  group: DPU_CLUSTER_GROUPS.released,
  version: 'v1alpha1',
  plural: 'dpus',
  kind: 'DPU',
  namespaced: true,
};

function dpu(n: number): KubeObject & { spec: object } {
  return {
    apiVersion: apiVersionOf(DPU),
    kind: DPU.kind,
    metadata: { name: `dpu-${n}`, namespace: 'team-a' },
    spec: {
      nodeName: `worker-${n}`,
      cluster: { name: 'list-7', namespace: 'team-a' },
    },
  };
}

async function fill(ground: Ground): Promise<void> {
  // By small steps: a request's time runs while it waits for its turn.
  for (let from = 0; from < CLUSTERS_EACH; from += STEP) {
    for (const namespace of NAMESPACES) {
      await ground.create('list', from, STEP, namespace);
    }
  }
  for (let from = 0; from < DPUS; from += STEP) {
    await Promise.all(
      Array.from({ length: STEP }, (_, n) =>
        ground.api.client.create(DPU, dpu(from + n)),
      ),
    );
  }
}

async function ask(
  portal: Portal,
  figure: string,
  path: string,
): Promise<Measurement[]> {
  const milliseconds: number[] = [];
  for (let n = 0; n < ASKED; n++) {
    const begun = performance.now();
    await portal.get(path);
    milliseconds.push(performance.now() - begun);
  }
  // The first few compile it.
  const warm = milliseconds.slice(5);
  return [
    { figure: `${figure}, median`, value: quantile(warm, 0.5), unit: 'ms' },
    { figure: `${figure}, p95`, value: quantile(warm, 0.95), unit: 'ms' },
  ];
}

/** What the REST API takes for many clusters and many DPUs, the HTTP included. */
export const list: Course = {
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
