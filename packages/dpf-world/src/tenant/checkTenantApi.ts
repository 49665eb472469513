import {
  FindingWho,
  ProbeReason,
  isRefusedAddress,
  isWrongServer,
  tlsProblemOfUpload,
} from '@dpf-portal/dpf-model';
import { systemClock } from '@dpf-portal/kube-controller';
import { AddressFence } from './AddressFence';
import { NotAnApiServerError, detailOf } from './tenantErrors';
import { TenantAccess } from './TenantAccess';
import { credentialsFromKubeconfig } from './judgeKubeconfig';
import { TenantHttpClient } from './TenantHttpClient';
import { CHECK_DEADLINE_MS, askApiServer } from './askApiServer';
import { certificateExpiry } from './certificates';
import { describeTenantFailure } from './describeTenantFailure';

/** The result of one check of a DPU cluster's API server. @public */
export interface TenantApiCheck {
  ok: boolean;
  /** `https://host:port`. */
  server: string;
  serverVersion?: string;
  /** Earliest expiry of the client certificate, RFC 3339. */
  certificateExpires?: string;
  problem?: {
    reason: ProbeReason;
    /** The step that mends it follows the problem, where the problem alone does not name it. */
    message: string;
    /** Who must act, where it is known. */
    who?: FindingWho;
    /** It is no API server, or its address may not be reached. Waiting does not help. */
    lasting: boolean;
    /** Details that the message leaves out. For the log, and for the operator of the portal. */
    detail?: string;
  };
}

/**
 * Checks, through `tenantAccess`, the API server of an uploaded kubeconfig: whether it is an API server, and whether it
 * accepts the credentials.
 *
 * @throws UnsafeKubeconfigError when the kubeconfig breaks a safety rule; the network is not touched then.
 * @public
 */
export async function checkTenantApi(options: {
  kubeconfig: string;
  access: TenantAccess;
  /** The management API's own server URL; it is never reached as a tenant. */
  managementServer?: string;
  timeoutMs?: number;
}): Promise<TenantApiCheck> {
  const credentials = credentialsFromKubeconfig(options.kubeconfig);
  const base = {
    server: credentials.server,
    certificateExpires: certificateExpiry(credentials.certificate),
  };
  let client: TenantHttpClient | undefined;
  try {
    client = new TenantHttpClient({
      credentials,
      access: options.access,
      fence: new AddressFence({
        allowedCidrs: options.access.allowedCidrs,
        managementServer: options.managementServer,
      }),
      timeoutMs: options.timeoutMs,
    });
    const { serverVersion } = await askApiServer(
      client,
      { authorised: true, version: true },
      { clock: systemClock, deadlineMs: CHECK_DEADLINE_MS },
    );
    return { ...base, ok: true, serverVersion };
  } catch (error) {
    const { reason, message, tlsProblem } = describeTenantFailure(error);
    const advised = tlsProblem
      ? tlsProblemOfUpload(tlsProblem, credentials.server)
      : { message, ...(isWrongServer(reason) && { who: 'owner' as const }) };
    const detail = detailOf(error);
    const lasting =
      error instanceof NotAnApiServerError || isRefusedAddress(reason);
    return {
      ...base,
      ok: false,
      problem: { reason, ...advised, lasting, ...(detail ? { detail } : {}) },
    };
  } finally {
    client?.close();
  }
}
