import { KnownOperatorConfig } from '../managementCluster/DpfOperatorConfig';
import { encryptionProblem } from './encryption';
import {
  PodRange,
  newPodRange,
  newPodRangeProblem,
  widestPodRange,
} from './newPodRange';
import {
  ControlPlaneSettings,
  DEFAULT_KUBERNETES_VERSION,
} from '../managementCluster/ControlPlaneSettings';
import {
  ControllerRoleStatus,
  NewControlPlanes,
} from '../managementCluster/ManagementCluster';

/** What decides whether and how a new control plane can be made. @public */
export interface NewControlPlaneSources {
  /** The setting `podCidr`. */
  podCidr?: string;
  operatorConfig: KnownOperatorConfig;
}

/** Why no control plane can be made, as a condition and as a finding say it. @public */
export interface NewControlPlaneProblem {
  reason: 'EncryptionUnavailable' | 'PodRangeInvalid' | 'PodRangeTooSmall';
  message: string;
  remedy: string;
}

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

function shown({ cidr, dpus }: PodRange): NewControlPlanes['podRange'] {
  return { cidr, dpus };
}

/**
 * What new control planes of a management cluster get, as far as it is known: by the settings where this portal makes
 * them, by DPF's own configuration where DPF does.
 *
 * @public
 */
export function newControlPlanes(input: {
  settings: ControlPlaneSettings;
  operatorConfig: KnownOperatorConfig;
  /** Who runs the kamaji role. */
  runBy: ControllerRoleStatus['runBy'] | undefined;
}): NewControlPlanes {
  const { settings, operatorConfig, runBy } = input;
  if (runBy === 'portal') {
    const { kubernetesVersion = DEFAULT_KUBERNETES_VERSION, podCidr } =
      settings;
    return {
      kubernetesVersion,
      podRange: shown(widestPodRange({ podCidr, operatorConfig })),
    };
  }
  const range = widestPodRange({ operatorConfig });
  return runBy === 'vendor' && range.from === 'DPFOperatorConfig' && range.dpus
    ? { podRange: shown(range) }
    : {};
}
