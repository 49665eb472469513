import { Config } from '@backstage/config';
import {
  ControlPlaneSettings,
  podRangeProblem,
  versionProblem,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { configProblem } from './configProblem';

/** Reads how the kamaji role makes control planes on one management cluster. */
export function readControlPlanes(
  config: Config,
  path: string,
): ControlPlaneSettings {
  const read = (
    key: keyof ControlPlaneSettings,
    problemOf: (text: string) => string | undefined,
  ) => {
    const text = config.getOptionalString(key);
    const problem = text === undefined ? undefined : problemOf(text);
    if (problem) {
      throw configProblem(`${path}.${key}`, problem);
    }
    return text;
  };
  return {
    kubernetesVersion: read('kubernetesVersion', text => versionProblem(text)),
    podCidr: read('podCidr', podRangeProblem),
  };
}
