import { versionProblem } from '../request/fields/kubernetesVersion';
import { parseVersion } from './parseVersion';

/**
 * Why a control plane cannot go from one version to another; `undefined` when it can, or need not go anywhere. Kubernetes
 * goes forward one minor version at a time, and Kamaji holds to it.
 *
 * @public
 */
export function upgradeProblem(
  installed: string,
  wanted: string,
): string | undefined {
  const from = parseVersion(installed);
  const to = parseVersion(wanted);
  if (!to) {
    return versionProblem(wanted);
  }
  if (!from) {
    return `The installed version ${installed} cannot be read, so no next one can be told.`;
  }
  const steps = to.map((part, index) => part - from[index]);
  const [major, minor] = steps;
  if ((steps.find(step => step !== 0) ?? 0) < 0) {
    return `Kubernetes cannot go back: ${installed} is installed. Choose that version or a later one.`;
  }
  if (major > 0 || minor > 1) {
    return `No minor version may be skipped: after ${installed} comes v${
      from[0]
    }.${from[1] + 1}.`;
  }
  return undefined;
}
