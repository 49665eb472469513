/**
 * Every handle of an upload, and no kubeconfig, matches this. Schemas use it, so that a kubeconfig typed where the handle
 * belongs is rejected before anything keeps it.
 *
 * @public
 */
export const KUBECONFIG_UPLOAD_PATTERN = '^[0-9a-f]{48}$';

const HANDLE = new RegExp(KUBECONFIG_UPLOAD_PATTERN);

/** Why this cannot be the handle of an upload; `undefined` when it can. @public */
export function kubeconfigUploadProblem(handle: string): string | undefined {
  return HANDLE.test(handle)
    ? undefined
    : 'This is not the handle of an upload. Upload the kubeconfig, and give the handle that the portal answers with.';
}
