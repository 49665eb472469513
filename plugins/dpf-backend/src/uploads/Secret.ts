import {
  ADMIN_SECRET_LABEL,
  CLAIMED_FOR_ANNOTATION,
  UPLOAD_SECRET_LABEL,
} from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import { createHash, randomBytes } from 'crypto';

/** A `v1` Secret. Only the API server gets its data from this folder. */
export interface Secret extends KubeObject {
  type?: string;
  data?: Record<string, string>;
}

/** Labels and annotations on the Secrets that the portal makes. */
export const SECRET_MARKS = {
  /** Label of an upload that waits for its request. */
  upload: UPLOAD_SECRET_LABEL,
  /** Label of an upload: a digest of the user who uploaded it. */
  uploadedBy: 'dpf-portal.io/uploaded-by',
  /** Label of an admin kubeconfig that came from an upload. */
  admin: ADMIN_SECRET_LABEL,
  /** RFC 3339; an upload that is not claimed by then is deleted. */
  expires: 'dpf-portal.io/upload-expires',
  claimedFor: CLAIMED_FOR_ANNOTATION,
  /** On an admin kubeconfig: the uid of the cluster that has owned it. Its request is finished. */
  attachedTo: 'dpf-portal.io/attached-to',
  /** On a replaced admin kubeconfig: the name of the upload that it came from. */
  replacedFrom: 'dpf-portal.io/replaced-from',
  /** The version that the upload's server reported. */
  serverVersion: 'dpf-portal.io/server-version',
} as const;

/**
 * Creates a handle that matches `KUBECONFIG_UPLOAD_PATTERN`. It cannot be guessed, and cannot be derived from the names
 * of Secrets.
 */
export function newHandle(): string {
  return randomBytes(24).toString('hex');
}

/** The name of the Secret of a handle. */
export function uploadSecretName(handle: string): string {
  const digest = createHash('sha256').update(handle).digest('hex');
  return `kubeconfig-upload-${digest.slice(0, 32)}`;
}

/** Value of the label by which the uploads of one user are found. */
export function uploaderLabel(userEntityRef: string): string {
  return createHash('sha256').update(userEntityRef).digest('hex').slice(0, 32);
}
