import { createHash, randomBytes } from 'crypto';

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
