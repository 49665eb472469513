import { DpuCluster } from '../cluster/DpuCluster';
import {
  labelKeyProblem,
  reservedLabelProblem,
} from '../request/fields/labels';
import { shortName } from '../text/shortName';

/** The key of the label that identifies a cluster, unless the platform configures another one. @public */
export const DEFAULT_CLUSTER_LABEL = 'dpf-portal.io/cluster';

/** The label by which DPUSets select one cluster and no other. @public */
export interface ClusterLabel {
  key: string;
  value: string;
}

/**
 * The identifying label of a cluster: `dpf-portal.io/cluster: <namespace>.<name>`. Over 63 characters the value is cut
 * and ends in a hash.
 *
 * @public
 */
export function clusterLabelOf(
  cluster: { namespace: string; name: string },
  key = DEFAULT_CLUSTER_LABEL,
): ClusterLabel {
  return { key, value: shortName(`${cluster.namespace}.${cluster.name}`) };
}

/** Whether the cluster has its identifying label. @public */
export function hasClusterLabel(
  { metadata }: DpuCluster,
  label: ClusterLabel,
): boolean {
  return metadata.labels?.[label.key] === label.value;
}

/**
 * Why this cannot be the key of the identifying label; `undefined` when it can. Of the reserved prefixes only the
 * portal's own can be used: other controllers act on the labels of theirs.
 *
 * @public
 */
export function clusterLabelKeyProblem(key: string): string | undefined {
  return (
    labelKeyProblem(key) ??
    (key.startsWith('dpf-portal.io/') ? undefined : reservedLabelProblem(key))
  );
}
