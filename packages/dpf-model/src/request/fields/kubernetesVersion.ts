const VERSION = /^v1\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** Why this Kubernetes version cannot be asked for; `undefined` when it can. @public */
export function versionProblem(
  version: string,
  offered?: readonly string[],
): string | undefined {
  if (!VERSION.test(version)) {
    return 'Give a Kubernetes version such as v1.30.2.';
  }
  if (offered?.length && !offered.includes(version)) {
    return `Choose one of ${offered.join(', ')}.`;
  }
  return undefined;
}
