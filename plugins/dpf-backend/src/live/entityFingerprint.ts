import { DpuCluster } from '@dpf-portal/backstage-plugin-dpf-common';

/** Changes when something changes that a catalog entity shows. Status is none of it. */
export function entityFingerprint(cluster: DpuCluster): string {
  const { generation, annotations, labels } = cluster.metadata;
  return JSON.stringify([generation, annotations, labels]);
}
