import { DpuCluster, groupOf } from '@dpf-portal/dpf-model';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { dpuResource } from '@dpf-portal/dpf-world';
import { assignedDpu } from '../fixtures/assignedDpu';
import { Lab } from '../management/Lab';
import { ClusterViewer } from '../management/ClusterViewer';

/**
 * Assigns two DPUs to a Ready cluster and lets one of them join. Resolves with the DPU counts of a portal before and
 * after, after both DPUs have been deleted.
 */
export async function joinOneOfTwo(
  lab: Lab,
  viewer: ClusterViewer,
  cluster: DpuCluster,
  join: (names: string[]) => Promise<void>,
): Promise<Record<'before' | 'after', DpuClusterView['dpus']>> {
  const { name } = cluster.metadata;
  const resource = dpuResource(groupOf(cluster), 'v1alpha1');
  const dpus = [1, 2].map(number => assignedDpu(`${name}-${number}`, cluster));
  for (const dpu of dpus) {
    await lab.api.client.create(resource, dpu);
  }
  const before = await viewer.viewWhen(
    cluster,
    'has its two DPUs counted',
    view => view.dpus.assigned === 2 && view.dpus.joined !== undefined,
  );
  await join([dpus[0].metadata.name]);
  const after = await viewer.viewWhen(
    cluster,
    'has a DPU that joined',
    view => (view.dpus.joined ?? 0) > 0,
  );
  for (const dpu of dpus) {
    await lab.api.client.delete(resource, dpu.metadata);
  }
  return { before: before.dpus, after: after.dpus };
}
