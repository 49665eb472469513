import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { stateLabel } from '@dpf-portal/dpf-model';

export type StateTone = 'ok' | 'warning' | 'error' | 'running' | 'pending';

export interface StateDescription {
  label: string;
  tone: StateTone;
}

const TONES: Record<DpuClusterView['phase'], StateTone> = {
  Ready: 'ok',
  NotReady: 'error',
  Failed: 'error',
  Creating: 'running',
  Pending: 'pending',
};

/** Label and colour of a state. A deletion takes precedence over the phase. */
export function describeState(
  cluster: Pick<DpuClusterView, 'phase' | 'deletionRequestedAt'>,
): StateDescription {
  return {
    label: stateLabel(cluster),
    tone: cluster.deletionRequestedAt
      ? 'warning'
      : TONES[cluster.phase] ?? 'pending',
  };
}
