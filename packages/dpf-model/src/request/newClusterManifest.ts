import { Document } from 'yaml';
import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';

/** They belong to one request, which a preview is not. */
const OF_REQUEST: readonly string[] = [
  DPF_ANNOTATIONS.requestId,
  DPF_ANNOTATIONS.requestDigest,
];

function toYaml(
  { apiVersion, kind, metadata, spec }: DpuCluster,
  annotations: Record<string, string>,
): string {
  const { name, namespace, labels } = metadata;
  return new Document({
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      labels,
      ...(Object.keys(annotations).length && { annotations }),
    },
    spec,
  }).toString({ lineWidth: 0 });
}

/**
 * The manifest of a DPUCluster that is to be made, as YAML for a person. It names Secrets and holds none.
 *
 * @public
 */
export function newClusterManifest(cluster: DpuCluster): string {
  const shown = Object.entries(cluster.metadata.annotations ?? {}).filter(
    ([key]) => !OF_REQUEST.includes(key),
  );
  return toYaml(cluster, Object.fromEntries(shown));
}

/**
 * The manifest of a DPUCluster for a repository, as YAML. Its annotations say which request it comes from, so that the portal
 * recognises the cluster when a tool has applied it, and where the manifest lives.
 *
 * @public
 */
export function gitManifest(
  cluster: DpuCluster,
  manifestUrl: string | undefined,
): string {
  return toYaml(cluster, {
    ...cluster.metadata.annotations,
    ...(manifestUrl && { [DPF_ANNOTATIONS.manifestUrl]: manifestUrl }),
  });
}
