export { encryptionProblem } from './encryption';
export { newPodRange, podRangeTooSmall, widestPodRange } from './newPodRange';
export type { PodRange } from './newPodRange';
export type {
  NewControlPlaneProblem,
  NewControlPlaneSources,
} from './NewControlPlane';
export { newControlPlanes } from './newControlPlanes';
export { planControlPlane } from './planControlPlane';
export {
  KAMAJI_POD_CIDR,
  SERVICE_CIDR,
  cidrsOverlap,
  nodesInPodRanges,
  podRangeProblem,
  podRangesOf,
} from './podRange';
