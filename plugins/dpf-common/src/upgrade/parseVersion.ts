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
