import { versionProblem } from '../request/fields/kubernetesVersion';
import { compareVersions, parseVersion } from './parseVersion';

/**
 * Why a control plane on which this version is installed cannot get another one; `undefined` when it can, or has it. What
 * was requested and is not installed yet does not count: going back to the installed version is always possible.
 * Kubernetes goes forward one minor version at a time, and Kamaji refuses to skip one.
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
  if ((compareVersions(wanted, installed) ?? 0) < 0) {
    return `Kubernetes cannot go back: ${installed} is installed. Choose that version or a later one.`;
  }
  if (to[0] > from[0] || to[1] - from[1] > 1) {
    return `No minor version may be skipped: after ${installed} comes v${
      from[0]
    }.${from[1] + 1}.`;
  }
  return undefined;
}
