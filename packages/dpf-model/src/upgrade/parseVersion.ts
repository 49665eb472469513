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
 * Negative where the first version is lower, positive where it is higher, 0 where they are the same release; `undefined`
 * where one of them cannot be read.
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
