import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';

export type StateTone = 'ok' | 'warning' | 'error' | 'running' | 'pending';

export interface StateDescription {
  label: string;
  tone: StateTone;
}

/** Label and colour of a state. A deletion takes precedence over the phase. */
export function describeState(
  cluster: Pick<DpuClusterView, 'phase' | 'deletionRequestedAt'>,
): StateDescription {
  if (cluster.deletionRequestedAt) {
    return { label: 'Retiring', tone: 'warning' };
  }
  switch (cluster.phase) {
    case 'Ready':
      return { label: 'Ready', tone: 'ok' };
    case 'NotReady':
      return { label: 'Not ready', tone: 'error' };
    case 'Failed':
      return { label: 'Failed', tone: 'error' };
    case 'Creating':
      return { label: 'Creating', tone: 'running' };
    default:
      return { label: 'Pending', tone: 'pending' };
  }
}
