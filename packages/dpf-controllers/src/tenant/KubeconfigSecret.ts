import {
  KubeconfigProblem,
  KubeconfigSecretState,
  UnsafeKubeconfigError,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { KubeObject } from '@dpf-portal/kube-controller';
import { TenantCredentials } from './TenantCredentials';
import { certificateExpiry } from './certificateExpiry';
import { credentialsFromKubeconfig } from './credentialsFromKubeconfig';

/** Keys that hold the admin kubeconfig, the one to read first in front. @public */
export const KUBECONFIG_KEYS = ['super-admin.conf', 'admin.conf'] as const;

/** A `v1` Secret. @public */
export interface Secret extends KubeObject {
  type?: string;
  data?: Record<string, string>;
}

/** Why a kubeconfig Secret cannot be used. @public */
export type KubeconfigSecretReason =
  | 'SecretNotFound'
  | 'SecretNotReadable'
  | 'KeyMissing'
  | 'Invalid'
  | 'Unsafe';

/**
 * What a kubeconfig Secret said when it was last read. `credentials` stay inside this package.
 *
 * @public
 */
export interface KubeconfigSecret {
  state: KubeconfigSecretState;
  reason?: KubeconfigSecretReason;
  uid?: string;
  resourceVersion?: string;
  annotations?: Record<string, string>;
  credentials?: TenantCredentials;
  /** The earliest expiry of the client certificate, RFC 3339; absent where there is none. */
  certificateExpires?: string;
}

const UNREADABLE_CODES = new Set(['TooLarge', 'NotYaml', 'NotAKubeconfig']);

function problemOf(error: unknown): {
  reason: KubeconfigSecretReason;
  problem: string;
} {
  if (error instanceof UnsafeKubeconfigError) {
    const first: KubeconfigProblem | undefined = error.problems[0];
    return {
      reason: first && UNREADABLE_CODES.has(first.code) ? 'Invalid' : 'Unsafe',
      problem: error.message,
    };
  }
  return { reason: 'Invalid', problem: 'The kubeconfig cannot be read.' };
}

/** Judges a Secret that should hold an admin kubeconfig. */
export function readKubeconfigSecret(secret: Secret): KubeconfigSecret {
  const { name, uid, resourceVersion, annotations, ownerReferences } =
    secret.metadata;
  const keys = Object.keys(secret.data ?? {}).sort();
  const about = { uid, resourceVersion, annotations };
  const madeByKamaji = Boolean(
    ownerReferences?.some(({ kind }) => kind === 'TenantControlPlane'),
  );
  const key = KUBECONFIG_KEYS.find(candidate => secret.data?.[candidate]);
  if (!key) {
    const found = keys.length ? keys.slice(0, 10).join(', ') : 'none';
    return {
      ...about,
      reason: 'KeyMissing',
      state: {
        name,
        state: 'unusable',
        keys,
        madeByKamaji,
        problem: `The Secret ${name} has no key super-admin.conf or admin.conf (found: ${found}).`,
      },
    };
  }
  try {
    const text = Buffer.from(secret.data?.[key] ?? '', 'base64').toString(
      'utf8',
    );
    const credentials = credentialsFromKubeconfig(text);
    return {
      ...about,
      state: { name, state: 'usable', keys, madeByKamaji },
      credentials,
      certificateExpires: certificateExpiry(credentials.certificate),
    };
  } catch (error) {
    const { reason, problem } = problemOf(error);
    return {
      ...about,
      reason,
      state: { name, state: 'unusable', keys, madeByKamaji, problem },
    };
  }
}
