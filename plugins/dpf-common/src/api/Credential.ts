import { CredentialRole } from '@dpf-portal/dpf-model';

/** `POST /dpu-clusters/…/kubeconfig`. @public */
export interface KubeconfigRequest {
  role: CredentialRole;
  /** As `45m` or `2h`. Default: `1h`, or the maximum where it is less. */
  lifetime?: string;
  /** Required from `edit` up. Kept in the ledger. */
  reason?: string;
}

/**
 * `notIssued`: it could not be made, and no token was handed out. `revoking`: revocation was requested, and the DPU
 * cluster has not been reached since.
 *
 * @public
 */
export type CredentialState =
  | 'active'
  | 'revoking'
  | 'revoked'
  | 'expired'
  | 'notIssued';

/** What the ledger knows of a credential; never its token. @public */
export interface Credential {
  id: string;
  managementCluster: string;
  namespace: string;
  name: string;
  /** Of the DPUCluster. */
  clusterUid: string;
  /** Entity ref. */
  user: string;
  role: CredentialRole;
  reason?: string;
  /** RFC 3339. */
  from: string;
  /** RFC 3339. */
  until: string;
  state: CredentialState;
  /** RFC 3339; when revocation was requested. */
  revokedAt?: string;
  /** Entity ref. */
  revokedBy?: string;
  /** Audit-Id of the DPU cluster's API server for the request that made the token. */
  auditId?: string;
}

/** Answers `POST /dpu-clusters/…/kubeconfig`; it is the only answer with the token. @public */
export interface KubeconfigAnswer {
  kubeconfig: string;
  credential: Credential;
  contextName: string;
  /** What the user's machine connects to. */
  server: string;
}

/** What a user may ask for. @public */
export interface CredentialOffer {
  roles: Array<{
    role: CredentialRole;
    /** The caller has the permission for it. */
    allowed: boolean;
  }>;
  /** As `1h`. */
  defaultLifetime: string;
  /** As `8h`. */
  maxLifetime: string;
  /** What the user's machine connects to; absent while it is not known. */
  server?: string;
  proxyUrl?: string;
  /** Why no credential can be made now. */
  problem?: string;
}

/** `GET /dpu-clusters/…/credentials`. @public */
export interface CredentialList {
  /** Credentials that have not ended, newest first. */
  items: Credential[];
  /** The caller may not see who else holds access. */
  onlyOwn: boolean;
  /** The caller may revoke credentials of others. */
  mayRevoke: boolean;
  offer: CredentialOffer;
}
