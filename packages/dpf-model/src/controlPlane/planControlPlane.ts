import { encryptionProblem } from './encryption';
import { PodRange, newPodRange, newPodRangeProblem } from './newPodRange';
import {
  NewControlPlaneProblem,
  NewControlPlaneSources,
} from './NewControlPlane';

/**
 * What a new control plane gets that cannot be changed later, or why none can be made. The reconciler and the findings
 * both go by it.
 *
 * @public
 */
export function planControlPlane(
  sources: NewControlPlaneSources,
  maxNodes: number | undefined,
): { podRange: PodRange; problem?: NewControlPlaneProblem } {
  const podRange = newPodRange(sources, maxNodes);
  return {
    podRange,
    problem:
      encryptionProblem(sources.operatorConfig) ??
      newPodRangeProblem(podRange, maxNodes),
  };
}
