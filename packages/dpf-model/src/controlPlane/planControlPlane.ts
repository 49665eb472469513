import {
  ControlPlaneSettings,
  DEFAULT_KUBERNETES_VERSION,
  NewControlPlaneProblem,
  NewControlPlaneSources,
} from '../managementCluster/ControlPlaneSettings';
import { KnownOperatorConfig } from '../managementCluster/DpfOperatorConfig';
import { encryptionProblem } from './encryption';
import {
  PodRange,
  newPodRange,
  newPodRangeProblem,
  widestPodRange,
} from './newPodRange';
import { ControllerRoleStatus } from '../managementCluster/roles';
import { NewControlPlanes } from '../managementCluster/ManagementCluster';

/**
 * The properties of a new control plane that cannot be changed later, or why none can be created. The reconciler and
 * the findings both use it.
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
 * The properties of new control planes of a management cluster, as far as they are known: from the settings if this
 * portal creates them, from DPF's own configuration if DPF does.
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
