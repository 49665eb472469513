/** What stands in place of a secret. */
const REDACTED = '(redacted)';

/** What looks like a secret, whatever field it is in, with what is kept of it. */
const SECRETS: ReadonlyArray<readonly [RegExp, string]> = [
  // Keys and certificates, also where a line break was made a space.
  [/-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(-----END [A-Z0-9 ]+-----|$)/g, REDACTED],
  // JSON Web Tokens, among them those of service accounts.
  [/\beyJ[\w-]{8,}\.[\w-]+(\.[\w-]*)?/g, REDACTED],
  // PEM in base64: what a kubeconfig has.
  [/\bLS0tLS1CRUdJTi[A-Za-z0-9+/=]*/g, REDACTED],
  // kubeadm's tokens for nodes that join.
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, REDACTED],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  // User and password of an address.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${REDACTED}@`],
  [
    /\b([\w-]*(?:password|passwd|secret|token|api[_-]?key|client-key-data|client-certificate-data|certificate-authority-data|private[_-]?key))(["']?\s*[=:]\s*["']?)(?!\(redacted\))[^\s"',;&]{4,}/gi,
    `$1$2${REDACTED}`,
  ],
  // Long random text that no rule above knows: it has small letters, capitals and digits.
  [
    /\b(?=[A-Za-z0-9+/_-]*[a-z])(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*\d)[A-Za-z0-9+/_-]{40,}={0,2}/g,
    REDACTED,
  ],
];

/**
 * The text without what looks like a secret: keys, tokens, passwords, kubeconfigs. For text that leaves the portal, because
 * conditions and events quote whatever their writer put there.
 *
 * @public
 */
export function redact(text: string): string {
  return SECRETS.reduce(
    (redacted, [pattern, kept]) => redacted.replace(pattern, kept),
    text,
  );
}
