import {
  KubeconfigInspection,
  KubeconfigProblem,
  KubeconfigRules,
  SafeKubeconfig,
  UnsafeKubeconfigError,
  analyseKubeconfig,
} from '@dpf-portal/dpf-model';
import { judgeKeyMaterial } from './keyMaterial';
import { TenantCredentials } from './TenantAccess';

/**
 * The verdict on a kubeconfig: its facts, its warnings and, where nothing is wrong, the form that may be used.
 *
 * @public
 */
export interface KubeconfigJudgement {
  inspection: KubeconfigInspection;
  /** Warnings: they do not prevent the use of the kubeconfig, at least not later. */
  warnings: KubeconfigProblem[];
  /** Set when there is no problem. */
  safe?: SafeKubeconfig;
  /** As `safe`, decoded. Stay inside this package. */
  credentials?: TenantCredentials;
}

function decode(data: string): string;
function decode(data: string | undefined): string | undefined;
function decode(data: string | undefined): string | undefined {
  return data === undefined
    ? undefined
    : Buffer.from(data, 'base64').toString('utf8');
}

function decoded(safe: SafeKubeconfig): TenantCredentials {
  return {
    server: safe.server,
    host: safe.host,
    port: safe.port,
    ca: decode(safe.caData),
    certificate: decode(safe.clientCertificateData),
    key: decode(safe.clientKeyData),
    token: safe.token,
  };
}

/**
 * All problems of a kubeconfig: its form, and whether its certificates and key can work. Uploads, replacements and
 * Secrets use this same check.
 *
 * @public
 */
export function judgeKubeconfig(
  text: string,
  options: KubeconfigRules & {
    /** Wall milliseconds. Without it, an expired certificate is no problem. */
    now?: number;
  } = {},
): KubeconfigJudgement {
  const { now, ...rules } = options;
  const { inspection, safe, paths } = analyseKubeconfig(text, rules);
  const { warnings: leftOut = [] } = inspection;
  if (!safe) {
    return { inspection, warnings: leftOut };
  }
  const credentials = decoded(safe);
  const { problems, warnings: notYet } = judgeKeyMaterial(credentials, {
    now,
    paths,
  });
  const warnings = [...leftOut, ...notYet];
  return problems.length
    ? { inspection: { ...inspection, problems }, warnings }
    : { inspection, warnings, safe, credentials };
}

/**
 * Reads the credentials from an untrusted kubeconfig. Tokens are accepted: for a probe they are as safe as a
 * certificate. The expiry of certificates is checked elsewhere, because it changes with time.
 *
 * @throws UnsafeKubeconfigError when it breaks a safety rule.
 * @public
 */
export function credentialsFromKubeconfig(text: string): TenantCredentials {
  const { credentials, inspection } = judgeKubeconfig(text, {
    allowToken: true,
  });
  if (!credentials) {
    throw new UnsafeKubeconfigError(inspection.problems);
  }
  return credentials;
}
