import { Document } from 'yaml';
import { DPF_ANNOTATIONS } from '../annotations';
import { DpuCluster } from '../cluster/DpuCluster';

/** They belong to one request, which a preview is not. */
const OF_REQUEST: readonly string[] = [
  DPF_ANNOTATIONS.requestId,
  DPF_ANNOTATIONS.requestDigest,
];

/**
 * The manifest of a DPUCluster that is to be made, as YAML for a person. It names Secrets and holds none.
 *
 * @public
 */
export function newClusterManifest({
  apiVersion,
  kind,
  metadata,
  spec,
}: DpuCluster): string {
  const { name, namespace, labels, annotations = {} } = metadata;
  const shown = Object.entries(annotations).filter(
    ([key]) => !OF_REQUEST.includes(key),
  );
  return new Document({
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      labels,
      ...(shown.length && { annotations: Object.fromEntries(shown) }),
    },
    spec,
  }).toString({ lineWidth: 0 });
}
