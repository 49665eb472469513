import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { formatTime } from '../components/Time/formatTime';

/** Explains the absence of a cluster that the page showed before. */
export interface GoneDescription {
  title: string;
  description: string;
}

/** Explains why the server no longer returns a cluster. */
export function describeGone(options: {
  /** The last known state. */
  cluster: DpuClusterView;
  /** Whether it was retired from this page. */
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
        description: `${by} ${where} Kubernetes deletes its control plane with everything stored in it. If something holds that, the findings of the management cluster name it.`,
      };
}
