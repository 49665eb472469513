import { DPU_CLUSTER_GROUPS, DpuCluster, groupOf } from '@dpf-portal/dpf-model';
import { readDump, UnreadableDumpError } from './readDump';

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDpuCluster(value: unknown): value is DpuCluster {
  if (!isFields(value) || value.kind !== 'DPUCluster') {
    return false;
  }
  const { apiVersion, metadata, spec } = value;
  return (
    typeof apiVersion === 'string' &&
    Object.values(DPU_CLUSTER_GROUPS).some(
      group => group === groupOf({ apiVersion }),
    ) &&
    isFields(metadata) &&
    typeof metadata.name === 'string' &&
    isFields(spec) &&
    typeof spec.type === 'string'
  );
}

/**
 * Reads the manifests of clusters that do not exist.
 *
 * @throws UnreadableDumpError
 */
export async function readNewClusters(
  paths: readonly string[],
): Promise<DpuCluster[]> {
  const { documents } = await readDump(paths);
  return documents.map(({ value }) => {
    if (!isDpuCluster(value)) {
      throw new UnreadableDumpError(
        '--if-new-cluster needs the manifest of a DPUCluster, with apiVersion, metadata.name and spec.type.',
      );
    }
    return value;
  });
}
