import { DpuCluster, UPGRADE_PATIENCE_MS } from '@dpf-portal/dpf-model';
import { LastTransition } from './PhaseTransitions';

/**
 * Whether a new phase is only part of a control plane's upgrade and not worth a notification: the cluster is NotReady
 * during the upgrade, and Ready again in time.
 */
export function isOfUpgrade(
  { status }: DpuCluster,
  transition: { at: string; last: LastTransition },
): boolean {
  const { at, last } = transition;
  const upgraded = status?.conditions?.find(({ type }) => type === 'Upgraded');
  if (!upgraded) {
    return false;
  }
  if (status?.phase === 'NotReady') {
    return upgraded.status === 'False';
  }
  const tookMs = Date.parse(at) - Date.parse(last.at);
  return (
    status?.phase === 'Ready' &&
    last.to === 'NotReady' &&
    !last.announced &&
    upgraded.status === 'True' &&
    upgraded.lastTransitionTime >= last.at.replace(/\.\d+Z$/, 'Z') &&
    tookMs <= UPGRADE_PATIENCE_MS
  );
}
