/** The cluster manager's finalizer: it holds the object until its manager has let go. @public */
export function managerFinalizer(group: string): string {
  return `${group}/cluster-manager-clean-up`;
}

/** The provisioning role's finalizer: it goes first, once no DPU is left. @public */
export function internalFinalizer(group: string): string {
  return `${group}/cluster-manager-internal-clean-up`;
}
