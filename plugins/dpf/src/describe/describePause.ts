import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { readPause } from '@dpf-portal/dpf-model';
import { formatTime } from '../components/Time/formatTime';

/** Says until when the cluster is paused; `undefined` while it is not. */
export function describePause(
  { pausedUntil }: Pick<DpuClusterView, 'pausedUntil'>,
  now: number,
): string | undefined {
  return pausedUntil && readPause(pausedUntil, now).state === 'inForce'
    ? `Paused until ${formatTime(
        pausedUntil,
      )}: the portal does not reconcile this cluster.`
    : undefined;
}
