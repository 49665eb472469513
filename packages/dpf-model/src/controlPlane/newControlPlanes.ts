import {
  ControlPlaneSettings,
  DEFAULT_KUBERNETES_VERSION,
} from '../managementCluster/ControlPlaneSettings';
import { KnownOperatorConfig } from '../managementCluster/DpfOperatorConfig';
import {
  ControllerRoleStatus,
  NewControlPlanes,
} from '../managementCluster/ManagementClusterStatus';
import { PodRange, widestPodRange } from './newPodRange';

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
