import {
  NewControlPlaneProblem,
  NewControlPlaneSources,
} from '../managementCluster/ControlPlaneSettings';
import { nodesInPodRanges, podRangeProblem } from './podRange';

/** As DPF 26 takes it; room for 1,024 DPUs. */
const USUAL = '10.244.0.0/14';
/** Room for 4,096 DPUs, more than any DPF allows. */
const WIDE = '10.240.0.0/12';

/** A pod range, and the number of DPUs that fit into it. @public */
export interface PodRange {
  cidr: string;
  dpus: number;
  /** Who chose it. */
  from: 'setting' | 'DPFOperatorConfig' | 'default';
}

function rangeOf(cidr: string, from: PodRange['from']): PodRange {
  return { cidr, dpus: nodesInPodRanges([cidr]) ?? 0, from };
}

/**
 * The pod range of a new control plane: the setting's, else that of DPF's own configuration, else one that is wide enough
 * for `maxNodes`. It cannot be changed afterwards.
 *
 * @public
 */
export function newPodRange(
  { podCidr, operatorConfig }: NewControlPlaneSources,
  maxNodes: number | undefined,
): PodRange {
  if (podCidr) {
    return rangeOf(podCidr, 'setting');
  }
  const asked =
    typeof operatorConfig === 'object'
      ? operatorConfig.spec?.flannel?.podCIDR
      : undefined;
  if (asked) {
    return rangeOf(asked, 'DPFOperatorConfig');
  }
  const usual = rangeOf(USUAL, 'default');
  return (maxNodes ?? 0) > usual.dpus ? rangeOf(WIDE, 'default') : usual;
}

/** The largest number of DPUs for which a new control plane can have room, with its pod range. @public */
export function widestPodRange(sources: NewControlPlaneSources): PodRange {
  return newPodRange(sources, Infinity);
}

/** Why so many DPUs do not fit into a pod range. @public */
export function podRangeShortage(
  maxNodes: number,
  { cidr, dpus }: Pick<PodRange, 'cidr' | 'dpus'>,
): string | undefined {
  return maxNodes > dpus
    ? `The pod range ${cidr} has room for ${dpus} DPUs, not for ${maxNodes}.`
    : undefined;
}

/** Why no control plane can be created with its chosen pod range; `undefined` when it can. */
export function newPodRangeProblem(
  range: PodRange,
  maxNodes: number | undefined,
): NewControlPlaneProblem | undefined {
  const where =
    range.from === 'setting'
      ? 'the setting podCidr'
      : 'spec.flannel.podCIDR of the DPFOperatorConfig';
  const invalid = podRangeProblem(range.cidr);
  if (invalid) {
    return {
      reason: 'PodRangeInvalid',
      message: `No control plane is made with the pod range of ${where}. ${invalid}`,
      remedy: `Correct ${where}.`,
    };
  }
  const tooSmall = podRangeShortage(maxNodes ?? 0, range);
  return tooSmall
    ? {
        reason: 'PodRangeTooSmall',
        message: `No control plane is made, because its pod range cannot be changed later. ${tooSmall}`,
        remedy: `Lower spec.maxNodes to ${range.dpus}, or set a wider range by the setting podCidr.`,
      }
    : undefined;
}
