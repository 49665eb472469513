import { DpuCluster } from '@dpf-portal/dpf-model';
import { ReconcileContext, Writer } from '../ReconcileContext';

/** Replaces the finalizers in one patch, which fails when anybody else has written since. */
export async function patchFinalizers(
  context: ReconcileContext,
  finalizers: readonly string[],
  writers: readonly Writer[],
): Promise<void> {
  const { cluster, resource } = context;
  context.cluster = await context
    .client(...writers)
    .mergePatch<DpuCluster>(resource, cluster.metadata, {
      metadata: {
        resourceVersion: cluster.metadata.resourceVersion,
        finalizers,
      },
    });
}
