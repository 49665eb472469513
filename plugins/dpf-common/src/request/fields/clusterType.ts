/** The types whose managers come with DPF. @public */
export const BUILT_IN_CLUSTER_TYPES = ['kamaji', 'static'] as const;

const VENDOR_TYPE =
  /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/[A-Za-z0-9][-A-Za-z0-9._]*$/;

/** Why this cannot be a cluster type; `undefined` when it can. @public */
export function clusterTypeProblem(type: string): string | undefined {
  return type === 'kamaji' || type === 'static' || VENDOR_TYPE.test(type)
    ? undefined
    : 'Use kamaji, static or vendor/name.';
}
