/** The types whose managers come with DPF. @public */
export const BUILT_IN_CLUSTER_TYPES = ['kamaji', 'static'] as const;

const VENDOR_TYPE =
  /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9][-A-Za-z0-9._]*$/;

// As long as the qualified name of anything in Kubernetes.
const LONGEST = 317;

/** Why this cannot be a cluster type; `undefined` when it can. @public */
export function clusterTypeProblem(type: string): string | undefined {
  const isVendors = type.length <= LONGEST && VENDOR_TYPE.test(type);
  return type === 'kamaji' || type === 'static' || isVendors
    ? undefined
    : 'Use kamaji, static or vendor/name.';
}
