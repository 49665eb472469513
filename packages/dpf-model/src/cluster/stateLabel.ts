import { DpuClusterPhase } from './DpuCluster';

/** What the state of a cluster is called. A deletion takes precedence over the phase. @public */
export function stateLabel(cluster: {
  phase?: DpuClusterPhase;
  /** RFC 3339. */
  deletionRequestedAt?: string;
}): string {
  if (cluster.deletionRequestedAt) {
    return 'Retiring';
  }
  switch (cluster.phase) {
    case 'Ready':
    case 'Failed':
    case 'Creating':
      return cluster.phase;
    case 'NotReady':
      return 'Not ready';
    default:
      return 'Pending';
  }
}
