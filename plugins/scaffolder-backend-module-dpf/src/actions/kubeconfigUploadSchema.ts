import { KUBECONFIG_UPLOAD_PATTERN } from '@dpf-portal/backstage-plugin-dpf-common';
import type { z as Zod } from 'zod/v3';

/**
 * The input of every action that takes an upload. A task's input is kept and shown, so the schema lets no kubeconfig
 * through.
 */
export function kubeconfigUploadSchema(z: typeof Zod, description: string) {
  return z
    .string({ description })
    .regex(
      new RegExp(KUBECONFIG_UPLOAD_PATTERN),
      'Give the handle of an upload, not a kubeconfig.',
    );
}
