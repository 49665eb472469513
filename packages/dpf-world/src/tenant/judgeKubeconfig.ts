import {
  KubeconfigInspection,
  KubeconfigProblem,
  KubeconfigRules,
  SafeKubeconfig,
  analyseKubeconfig,
} from '@dpf-portal/dpf-model';
import { judgeKeyMaterial } from './keyMaterial';
import { TenantCredentials } from './TenantAccess';

/** @public */
export interface KubeconfigJudgement {
  inspection: KubeconfigInspection;
  /** Does not keep the kubeconfig from being used, later at least. */
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
 * Everything that is said against a kubeconfig: its form, and whether its certificates and key can work. One judgement for
 * uploads, replacements and Secrets.
 *
 * @public
 */
export function judgeKubeconfig(
  text: string,
  options: KubeconfigRules & {
    /** Wall milliseconds. Left out: a certificate that has expired is no problem. */
    now?: number;
  } = {},
): KubeconfigJudgement {
  const { now, ...rules } = options;
  const { inspection, safe } = analyseKubeconfig(text, rules);
  if (!safe) {
    return { inspection, warnings: [] };
  }
  const credentials = decoded(safe);
  const { problems, warnings } = judgeKeyMaterial(credentials, now);
  return problems.length
    ? { inspection: { ...inspection, problems }, warnings }
    : { inspection, warnings, safe, credentials };
}
