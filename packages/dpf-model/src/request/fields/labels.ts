import { isDns1123Subdomain } from './requestFields';

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Why this cannot be the key of a Kubernetes label; `undefined` when it can. @public */
export function labelKeyProblem(key: string): string | undefined {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const prefixIsFine = prefix === undefined || isDns1123Subdomain(prefix);
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

/**
 * Prefixes of label keys that belong to Kubernetes, DPF, Kamaji or the portal. Their controllers act on such labels, so a
 * request neither sets nor removes one. `deploy/charts/dpf-portal/admission` holds the same lists; a test compares them.
 *
 * @public
 */
export const RESERVED_LABEL_PREFIXES: {
  /** Reserved with all their subdomains. */
  readonly domains: readonly string[];
  /** Reserved, while their subdomains are free. */
  readonly prefixes: readonly string[];
  /** Free although the domain is reserved. */
  readonly free: readonly string[];
} = {
  domains: ['kubernetes.io', 'k8s.io'],
  prefixes: [
    'dpu.nvidia.com',
    'provisioning.dpu.nvidia.com',
    'provisioning.dpf.nvidia.com',
    'kamaji.clastix.io',
    'dpf-portal.io',
  ],
  // The recommended labels, which GitOps tools set.
  free: ['app.kubernetes.io'],
};

function isReservedPrefix(prefix: string): boolean {
  const { domains, prefixes, free } = RESERVED_LABEL_PREFIXES;
  return (
    !free.includes(prefix) &&
    (prefixes.includes(prefix) ||
      domains.some(
        domain => prefix === domain || prefix.endsWith(`.${domain}`),
      ))
  );
}

/** Why a request may neither set nor remove a label with this key; `undefined` when it may. @public */
export function reservedLabelProblem(key: string): string | undefined {
  const slash = key.indexOf('/');
  const prefix = key.slice(0, Math.max(slash, 0));
  return isReservedPrefix(prefix)
    ? `Labels of ${prefix} are reserved: controllers act on them. Use a prefix of your own, or none.`
    : undefined;
}

/**
 * The first thing wrong with the labels that a request sets, or removes with `null`; `undefined` when nothing is wrong.
 *
 * @public
 */
export function requestedLabelsProblem(
  labels: Record<string, string | null>,
  /** The label that identifies the cluster: a request may set it, to this value only. */
  identity?: { key: string; value: string },
): string | undefined {
  for (const [key, value] of Object.entries(labels)) {
    if (key === identity?.key) {
      if (value !== identity.value) {
        return `${key}: This label identifies the cluster. Its only value here is ${identity.value}, and it is not removed.`;
      }
      continue;
    }
    const problem =
      labelKeyProblem(key) ??
      labelValueProblem(value ?? '') ??
      reservedLabelProblem(key);
    if (problem) {
      return `${key.slice(0, 80)}: ${problem}`;
    }
  }
  return undefined;
}
