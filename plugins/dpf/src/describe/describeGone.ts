import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { formatTime } from '../components/Time/formatTime';

/** What became of a cluster that was on the page a moment ago. */
export interface GoneDescription {
  title: string;
  description: string;
}

/** Says how a cluster went that the server no longer shows. */
export function describeGone(options: {
  /** As it was last seen. */
  cluster: DpuClusterView;
  /** It was retired from this page. */
  retiredHere: boolean;
}): GoneDescription {
  const { cluster, retiredHere } = options;
  const name = `${cluster.namespace}/${cluster.name}`;
  const where = `It was on the management cluster ${cluster.managementCluster}.`;
  const requestedAt = cluster.deletionRequestedAt;
  if (!retiredHere && !requestedAt) {
    return {
      title: `The DPU cluster ${name} is gone`,
      description: `Somebody else deleted it while this page was open, or you may no longer see it. ${where}`,
    };
  }
  const by =
    retiredHere || !requestedAt
      ? 'You did this on this page.'
      : `This was requested at ${formatTime(requestedAt)}.`;
  return cluster.type === 'static'
    ? {
        title: `The DPU cluster ${name} was unregistered`,
        description: `${by} ${where} The cluster itself keeps running.`,
      }
    : {
        title: `The DPU cluster ${name} was retired`,
        description: `${by} ${where} Its control plane was removed with everything stored in it.`,
      };
}
