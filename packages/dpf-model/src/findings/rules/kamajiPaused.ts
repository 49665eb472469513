import { isDeleting, isStarting } from '../clusterState';
import { FindingRule } from '../Finding';
import {
  KAMAJI_PAUSED_ANNOTATION,
  endKamajiPause,
  isKamajiPaused,
} from '../kamajiPause';

/** Kamaji is paused for the control plane, so nothing that Kamaji should do for it is done. */
export const kamajiPaused: FindingRule = (cluster, world) => {
  if (!isKamajiPaused(cluster, world)) {
    return undefined;
  }
  const { name } = cluster.metadata;
  const starts = isStarting(cluster) && !isDeleting(cluster);
  const consequence = starts
    ? 'the control plane does not start'
    : 'changes and upgrades wait, certificates are not renewed, a lost Secret stays lost, and the control plane cannot be deleted';
  return {
    code: 'KamajiPaused',
    severity: 'warning',
    blocking: starts,
    sentence: `Kamaji is paused for TenantControlPlane ${name} by the annotation ${KAMAJI_PAUSED_ANNOTATION}: ${consequence}.`,
    remedy: `Ask whoever set it, then run: ${endKamajiPause(
      cluster.metadata,
    )}.`,
    who: 'platform',
    evidence: { annotation: KAMAJI_PAUSED_ANNOTATION },
  };
};
