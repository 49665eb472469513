import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { TimelineSection } from '../ClusterPage/TimelineSection';

/** What happened to one cluster, drawn to scale. */
export function ClusterHistory({ cluster }: { cluster: DpuClusterView }) {
  return <TimelineSection cluster={cluster} />;
}
