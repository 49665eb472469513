import { KubeObject } from '@dpf-portal/kube-controller';
import { createHash, randomBytes } from 'crypto';

/** `v1` Secret. Its data never leaves this folder but to the API server. */
export interface Secret extends KubeObject {
  type?: string;
  data?: Record<string, string>;
}

/** Labels and annotations on the Secrets that the portal makes. */
export const SECRET_MARKS = {
  /** Label of an upload that waits for its request. */
  upload: 'dpf-portal.io/kubeconfig-upload',
  /** Label of an upload: a digest of the user who uploaded it. */
  uploadedBy: 'dpf-portal.io/uploaded-by',
  /** Label of an admin kubeconfig that came from an upload. */
  admin: 'dpf-portal.io/admin-kubeconfig',
  /** RFC 3339; an upload that nobody claimed until then is removed. */
  expires: 'dpf-portal.io/upload-expires',
  /** `<group>/<namespace>/<name>` of the cluster for which an upload was claimed. */
  claimedFor: 'dpf-portal.io/claimed-for',
  /** On an admin kubeconfig that was replaced: the name of the upload that it came from. */
  replacedFrom: 'dpf-portal.io/replaced-from',
  /** What the upload's server said its version is. */
  serverVersion: 'dpf-portal.io/server-version',
} as const;

/**
 * A new handle, of the form of `KUBECONFIG_UPLOAD_PATTERN`. It cannot be guessed, and who can list Secrets cannot tell it
 * from their names.
 */
export function newHandle(): string {
  return randomBytes(24).toString('hex');
}

/** Name of the Secret that a handle stands for. */
export function uploadSecretName(handle: string): string {
  const digest = createHash('sha256').update(handle).digest('hex');
  return `kubeconfig-upload-${digest.slice(0, 32)}`;
}

/** Value of the label by which the uploads of one user are found. */
export function uploaderLabel(userEntityRef: string): string {
  return createHash('sha256').update(userEntityRef).digest('hex').slice(0, 32);
}
