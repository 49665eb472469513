import { FindingWho } from '../findings/Finding';

/** A rule that a kubeconfig breaks, or a warning. @public */
export interface KubeconfigProblem {
  code: string;
  /** Path in the document, without content. */
  path?: string;
  message: string;
  /** Who must act, where it is known. */
  who?: FindingWho;
}

/** Codes of `KubeconfigProblem`. @public */
export type KubeconfigProblemCode =
  | 'TooLarge'
  | 'UnusualLineBreak'
  | 'NotYaml'
  | 'ReadDifferently'
  | 'TooComplex'
  | 'NotAKubeconfig'
  | 'NotOneCluster'
  | 'NotOneUser'
  | 'ContextMismatch'
  | 'UnknownField'
  | 'FieldNotAllowed'
  | 'FieldInvalid'
  | 'ServerInvalid'
  | 'CertificateAuthorityMissing'
  | 'CertificateAuthorityInvalid'
  | 'CertificateAuthorityUnusable'
  | 'CertificateAuthorityExpired'
  | 'CertificateAuthorityNotYetValid'
  | 'ClientCertificateMissing'
  | 'ClientCertificateInvalid'
  | 'ClientCertificateUnusable'
  | 'ClientCertificateExpired'
  | 'ClientCertificateNotYetValid'
  | 'ClientKeyInvalid'
  | 'ClientKeyUnusable'
  | 'ClientKeyMismatch'
  | 'TokenNotAllowed'
  | 'TokenInvalid'
  /** `kubectl config view` without `--raw` leaves out what is secret. */
  | 'SecretsLeftOut'
  | 'EncodedTwice'
  /** Warnings: these credentials beside a client certificate are not stored and not sent. */
  | 'TokenLeftOut'
  | 'PasswordLeftOut';

/** What a kubeconfig may contain beyond what DPF accepts. @public */
export interface KubeconfigRules {
  /**
   * A bearer token may stand in for the client certificate. Off by default: DPF's own controllers demand a client
   * certificate and key.
   */
  allowToken?: boolean;
  /** The name of the context that is meant. Default: as Kubernetes clients choose it, by `current-context`. */
  context?: string;
}

/**
 * One of several contexts of a kubeconfig. Names are shown only to the user who sent the kubeconfig.
 *
 * @public
 */
export interface KubeconfigContext {
  name: string;
  /** `current-context` names it. */
  isCurrent: boolean;
  /** `https://host:port`, where it could be read. */
  server?: string;
  /** Why it cannot be used; absent where its text breaks no rule. */
  problem?: string;
}

/**
 * The facts about a kubeconfig that may be shown. They contain no key, certificate or token, so they may be logged and
 * sent.
 *
 * @public
 */
export interface KubeconfigInspection {
  /** Empty: the kubeconfig is safe to use. */
  problems: KubeconfigProblem[];
  /** `https://host:port`, where it could be read. */
  server?: string;
  host?: string;
  port?: number;
  /** Name of the cluster entry, where it is a plain name. */
  clusterName?: string;
  /** How the user authenticates. */
  authentication?: 'clientCertificate' | 'token';
  /** What was left out, and does no harm; absent where there is nothing. */
  warnings?: KubeconfigProblem[];
}

/**
 * The used parts of a kubeconfig. `…Data` is base64 of PEM, as in the kubeconfig.
 *
 * @public
 */
export interface SafeKubeconfig {
  /** `https://host:port`. */
  server: string;
  host: string;
  port: number;
  caData: string;
  clientCertificateData?: string;
  clientKeyData?: string;
  token?: string;
}

/** Collects problems. `path` consists of known field names only, because an unknown name is content too. */
export class ProblemList {
  readonly problems: KubeconfigProblem[] = [];
  readonly warnings: KubeconfigProblem[] = [];

  add(code: KubeconfigProblemCode, message: string, path?: string): void {
    this.problems.push({ code, ...(path ? { path } : {}), message });
  }

  warn(code: KubeconfigProblemCode, message: string, path?: string): void {
    this.warnings.push({ code, ...(path ? { path } : {}), message });
  }
}

/**
 * A kubeconfig breaks the rules. The message names the first broken rule and never quotes the document.
 *
 * @public
 */
export class UnsafeKubeconfigError extends Error {
  override readonly name = 'UnsafeKubeconfigError';
  readonly problems: readonly KubeconfigProblem[];

  constructor(problems: readonly KubeconfigProblem[]) {
    const more =
      problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    super(`The kubeconfig is refused: ${problems[0]?.message}${more}`);
    this.problems = problems;
  }
}
