const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PREFIX =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Why this cannot be the key of a Kubernetes label; `undefined` when it can. @public */
export function labelKeyProblem(key: string): string | undefined {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const prefixIsFine =
    prefix === undefined || (prefix.length <= 253 && PREFIX.test(prefix));
  return prefixIsFine && NAME.test(key.slice(slash + 1))
    ? undefined
    : 'A label key is up to 63 letters, digits, and - _ . , optionally after a domain and a slash.';
}

/** Why this cannot be the value of a Kubernetes label; `undefined` when it can. @public */
export function labelValueProblem(value: string): string | undefined {
  return value === '' || NAME.test(value)
    ? undefined
    : 'A label value is empty or up to 63 letters, digits, and - _ . , with a letter or digit at both ends.';
}

/** The first thing wrong with a set of labels; `undefined` when all are fine. @public */
export function labelsProblem(
  labels: Record<string, string>,
): string | undefined {
  for (const [key, value] of Object.entries(labels)) {
    const problem = labelKeyProblem(key) ?? labelValueProblem(value);
    if (problem) {
      return `${key.slice(0, 80)}: ${problem}`;
    }
  }
  return undefined;
}
