import { TenantControlPlane } from '../cluster/kubernetesObjects';
import { versionProblem } from '../request/fields/requestFields';

const VERSION = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+][\w.+-]*)?$/;

/** Major, minor and patch of a Kubernetes version, with or without `v` and a distribution's suffix. */
export function parseVersion(
  version: string,
): readonly [major: number, minor: number, patch: number] | undefined {
  const match = VERSION.exec(version);
  return match
    ? [Number(match[1]), Number(match[2]), Number(match[3])]
    : undefined;
}

/**
 * Compares two versions: negative if the first is lower, positive if it is higher, 0 if they are the same release;
 * `undefined` if one of them cannot be read.
 *
 * @public
 */
export function compareVersions(
  one: string,
  other: string,
): number | undefined {
  const [a, b] = [parseVersion(one), parseVersion(other)];
  return a && b
    ? a.map((part, i) => part - b[i]).find(step => step !== 0) ?? 0
    : undefined;
}

/** Whether both are the same Kubernetes release, such as `v1.30.2` and `1.30.2`. @public */
export function isSameVersion(one: string, other: string): boolean {
  const [a, b] = [parseVersion(one), parseVersion(other)];
  return a && b ? a.every((part, index) => part === b[index]) : one === other;
}

/**
 * The Kubernetes versions of a hosted control plane. They differ while Kamaji upgrades it, and while an upgrade is not
 * possible.
 *
 * @public
 */
export interface ControlPlaneVersions {
  /** The version that was last requested from Kamaji. */
  requested?: string;
  /** The version that every replica runs; absent until the control plane has been Ready once. */
  installed?: string;
}

/**
 * The Kubernetes version that a control plane was told to run, and the one that is installed. Both are absent for
 * `undefined`.
 *
 * @public
 */
export function controlPlaneVersions(
  controlPlane: TenantControlPlane | undefined,
): ControlPlaneVersions {
  const { spec, status } = controlPlane ?? {};
  return {
    requested: spec?.kubernetes?.version,
    installed: status?.kubernetesResources?.version?.version,
  };
}

/** Whether a requested version is not installed yet. @public */
export function isBeingUpgraded(
  controlPlane: TenantControlPlane | undefined,
): boolean {
  const { requested, installed } = controlPlaneVersions(controlPlane);
  const status = controlPlane?.status?.kubernetesResources?.version?.status;
  return (
    status === 'Upgrading' ||
    (requested !== undefined &&
      installed !== undefined &&
      !isSameVersion(requested, installed))
  );
}

/**
 * Another version that Kamaji accepts instead of a requested one that is not installed. Kamaji accepts no lower minor
 * version than the requested one: then it is the first release of that, which exists for sure, and else the installed
 * version. `undefined` where there is no other.
 */
export function otherVersion({
  requested,
  installed,
}: ControlPlaneVersions): string | undefined {
  const [to, from] = [requested, installed].map(
    version => version && parseVersion(version),
  );
  if (!to || !from || !installed || !requested) {
    return undefined;
  }
  const other =
    from[0] === to[0] && from[1] === to[1] ? installed : `v${to[0]}.${to[1]}.0`;
  return isSameVersion(other, requested) ? undefined : other;
}

/**
 * Why a control plane with this installed version cannot get another one; `undefined` when it can, or has it. A version
 * that was requested and is not installed does not count: the installed one is what Kubernetes can return to. Kamaji
 * itself returns to it within a minor version only, and its refusal is reported. Kubernetes is upgraded by one minor version at a time, and Kamaji does not skip one.
 *
 * @public
 */
export function upgradeProblem(
  installed: string,
  wanted: string,
  requested = installed,
): string | undefined {
  const from = parseVersion(installed);
  const to = parseVersion(wanted);
  if (!to) {
    return versionProblem(wanted);
  }
  if (!from) {
    return `The installed version ${installed} cannot be read, so the next version is unknown.`;
  }
  if ((compareVersions(wanted, installed) ?? 0) < 0) {
    const told = isSameVersion(requested, installed)
      ? ''
      : `, and Kamaji was told ${requested}`;
    return `Kubernetes cannot go back: ${installed} is installed${told}. Choose that version or a later one.`;
  }
  if (to[0] > from[0] || to[1] - from[1] > 1) {
    return `No minor version may be skipped: after ${installed} comes v${
      from[0]
    }.${from[1] + 1}.`;
  }
  return undefined;
}

/** Until the control plane has been Ready once, Kamaji compares with the requested version. */
function firstVersionProblem(
  requested: string,
  wanted: string,
): string | undefined {
  return !isSameVersion(requested, wanted) && upgradeProblem(requested, wanted)
    ? `The control plane is still being made with ${requested}, and Kamaji takes only that version or the next minor one for it. Change the version once it is Ready.`
    : undefined;
}

/**
 * Why a cluster whose version can be changed cannot get this one now; `undefined` when it can. `offered` are the versions
 * that the policy names; left out: every version.
 *
 * @public
 */
export function versionChangeProblem(
  wanted: string,
  { installed, requested }: ControlPlaneVersions,
  offered?: readonly string[],
): string | undefined {
  const wrong = versionProblem(wanted, offered);
  if (wrong) {
    return wrong;
  }
  if (installed) {
    // A version that was requested and never installed blocks no other version.
    return upgradeProblem(installed, wanted, requested);
  }
  return requested && firstVersionProblem(requested, wanted);
}

/** Kubernetes supports kubelets of up to three minor versions before the API server's, and none that is newer. */
export const KUBELET_MOST_BEHIND = 3;

/**
 * How a kubelet does not fit to an API server; `undefined` where Kubernetes supports both together, or one of the versions
 * cannot be read.
 *
 * @public
 */
export function kubeletSkewOf(
  kubelet: string,
  server: string,
): 'newer' | 'older' | undefined {
  const [of, from] = [parseVersion(kubelet), parseVersion(server)];
  if (!of || !from || of[0] !== from[0]) {
    return undefined;
  }
  if (of[1] > from[1]) {
    return 'newer';
  }
  return from[1] - of[1] > KUBELET_MOST_BEHIND ? 'older' : undefined;
}
