import {
  ADMIN_SECRET_LABEL,
  DPF_ANNOTATIONS,
  KubeconfigProblem,
  KubeconfigSecretState,
  UnsafeKubeconfigError,
  kubeconfigTextOf,
} from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import { TenantCredentials } from './TenantAccess';
import { credentialsFromKubeconfig } from './judgeKubeconfig';
import { certificateExpiry } from './certificates';

/** Keys that hold the admin kubeconfig, in the order in which they are read. @public */
export const KUBECONFIG_KEYS = ['super-admin.conf', 'admin.conf'] as const;

const KAMAJI_COMPONENT_LABEL = 'kamaji.clastix.io/component';

/** A `v1` Secret. @public */
export interface Secret extends KubeObject {
  metadata: KubeObject['metadata'] & {
    managedFields?: Array<{ time?: string }>;
  };
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
 * The content of a kubeconfig Secret when it was last read. `credentials` stay inside this package.
 *
 * @public
 */
export interface KubeconfigSecret {
  state: KubeconfigSecretState;
  reason?: KubeconfigSecretReason;
  uid?: string;
  resourceVersion?: string;
  annotations?: Record<string, string>;
  /** When it was last written, by the server's clock; RFC 3339. */
  writtenAt?: string;
  /** The missing key, if the other key holds a usable kubeconfig. */
  missingKey?: (typeof KUBECONFIG_KEYS)[number];
  credentials?: TenantCredentials;
  /** The earliest expiry of the client certificate, RFC 3339; absent where there is none. */
  certificateExpires?: string;
}

/** A problem of a kubeconfig that is safe and can never work. */
const INVALID_CODES = new Set([
  'TooLarge',
  'NotYaml',
  'NotAKubeconfig',
  'SecretsLeftOut',
  'EncodedTwice',
  'CertificateAuthorityUnusable',
  'ClientCertificateUnusable',
  'ClientKeyUnusable',
  'ClientKeyMismatch',
]);

function problemOf(error: unknown): {
  reason: KubeconfigSecretReason;
  problem: string;
} {
  if (error instanceof UnsafeKubeconfigError) {
    const first: KubeconfigProblem | undefined = error.problems[0];
    return {
      reason: first && INVALID_CODES.has(first.code) ? 'Invalid' : 'Unsafe',
      problem: error.message,
    };
  }
  return { reason: 'Invalid', problem: 'The kubeconfig cannot be read.' };
}

type Reading =
  | { credentials: TenantCredentials }
  | { reason: KubeconfigSecretReason; problem: string };

function read(data: string): Reading {
  try {
    return { credentials: credentialsFromKubeconfig(kubeconfigTextOf(data)) };
  } catch (error) {
    return problemOf(error);
  }
}

/**
 * Reads the first of the two keys. DPF releases differ in which key they read, so the other one must also be safe and
 * lead to the same cluster. One key of Kamaji's own Secret may have an old address for a while. Judging takes
 * milliseconds, so equal ones are judged once.
 */
function readBoth(secret: Secret, isKamajis: boolean): Reading | undefined {
  const [first, second] = KUBECONFIG_KEYS.flatMap(key => {
    const data = secret.data?.[key];
    return data ? [{ key, data }] : [];
  });
  if (!first) {
    return undefined;
  }
  const reading = read(first.data);
  if (!second || 'problem' in reading || first.data === second.data) {
    return reading;
  }
  const otherReading = read(second.data);
  if ('problem' in otherReading) {
    const { reason, problem } = otherReading;
    return { reason, problem: `${second.key}: ${problem}` };
  }
  const { credentials: one } = reading;
  const { credentials: other } = otherReading;
  return isKamajis || (one.server === other.server && one.ca === other.ca)
    ? reading
    : {
        reason: 'Unsafe',
        problem: `${first.key} and ${second.key} name different servers or certificate authorities, so DPF and the portal could use different clusters. Give both keys the same kubeconfig, or remove one of them.`,
      };
}

/**
 * Judges a Secret that should hold an admin kubeconfig.
 *
 * @public
 */
export function readKubeconfigSecret(secret: Secret): KubeconfigSecret {
  const { name, uid, resourceVersion, annotations, labels, ownerReferences } =
    secret.metadata;
  const writtenAt = secret.metadata.managedFields
    ?.flatMap(({ time }) => time ?? [])
    .sort()
    .at(-1);
  const about = {
    uid,
    resourceVersion,
    annotations,
    ...(writtenAt ? { writtenAt } : {}),
  };
  const isOwnedByKamaji = Boolean(
    ownerReferences?.some(({ kind }) => kind === 'TenantControlPlane'),
  );
  // A restored Secret has Kamaji's labels and no owner. Labels decide only what a finding says, not which key is used.
  const madeByKamaji =
    isOwnedByKamaji || labels?.[KAMAJI_COMPONENT_LABEL] !== undefined;
  const unowned =
    labels?.[ADMIN_SECRET_LABEL] !== undefined && !ownerReferences?.length
      ? {
          unowned: {
            uid,
            owner: annotations?.[DPF_ANNOTATIONS.owner],
            requestId: annotations?.[DPF_ANNOTATIONS.requestId],
            requestedBy: annotations?.[DPF_ANNOTATIONS.requestedBy],
          },
        }
      : {};
  const reading = readBoth(secret, isOwnedByKamaji);
  if (!reading) {
    return {
      ...about,
      reason: 'KeyMissing',
      state: {
        name,
        state: 'unusable',
        madeByKamaji,
        ...unowned,
        // The names of other keys would show the purpose of the Secret to users who may not read it.
        problem: `The Secret ${name} has no key super-admin.conf or admin.conf.`,
      },
    };
  }
  if ('problem' in reading) {
    const { reason, problem } = reading;
    return {
      ...about,
      reason,
      state: { name, state: 'unusable', madeByKamaji, ...unowned, problem },
    };
  }
  const { credentials } = reading;
  return {
    ...about,
    missingKey: KUBECONFIG_KEYS.find(
      candidate => !(candidate in (secret.data ?? {})),
    ),
    state: { name, state: 'usable', madeByKamaji, ...unowned },
    credentials,
    certificateExpires: certificateExpiry(credentials.certificate),
  };
}
