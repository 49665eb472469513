import {
  EMBED_CERTIFICATE,
  ISSUE_CERTIFICATE,
  KubeconfigProblem,
  KubeconfigProblemCode,
} from '@dpf-portal/dpf-model';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import {
  KeyObject,
  X509Certificate,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
} from 'node:crypto';
import { certificateBlocks } from './certificates';
import { TenantCredentials } from './TenantAccess';

const SMALLEST_RSA_BITS = 2_048;
// Go's TLS rejects larger keys, because verifying them takes long.
const LARGEST_RSA_BITS = 8_192;
const CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const OBJECT_IDENTIFIER = 0x06;

/** The signatures that Go verifies. It refuses MD5 and SHA-1, and has never known the others. */
const SIGNATURES = new Set([
  // RSA with SHA-256, SHA-384, SHA-512; RSA-PSS
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.2.840.113549.1.1.10',
  // ECDSA with SHA-256, SHA-384, SHA-512
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  // Ed25519
  '1.3.101.112',
]);

const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const ANY_USAGE = '2.5.29.37.0';
const PROBE = Buffer.from('Do these two belong together?');

/** Where the parts are in a kubeconfig of one context. */
const PATHS = { cluster: 'clusters[0].cluster', user: 'users[0].user' };
type Paths = typeof PATHS;

/** The problems of the certificates and the key of a kubeconfig. */
export interface KeyMaterialJudgement {
  /** What can never work. */
  problems: KubeconfigProblem[];
  /** What does not work yet. */
  warnings: KubeconfigProblem[];
}

class Findings implements KeyMaterialJudgement {
  readonly problems: KubeconfigProblem[] = [];
  readonly warnings: KubeconfigProblem[] = [];

  problem(code: KubeconfigProblemCode, path: string, message: string): void {
    this.problems.push({ code, path, message });
  }

  warning(code: KubeconfigProblemCode, path: string, message: string): void {
    this.warnings.push({ code, path, message });
  }
}

function parseCertificates(pem: string): X509Certificate[] | undefined {
  try {
    return certificateBlocks(pem).map(block => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

/** OpenSSL also accepts a curve with explicit parameters; Go does not. */
function namesItsCurve(key: KeyObject): boolean {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({
    type: 'spki',
    format: 'der',
  });
  const { parameters } = AsnConvert.parse(spki, SubjectPublicKeyInfo).algorithm;
  return parameters
    ? new Uint8Array(parameters)[0] === OBJECT_IDENTIFIER
    : false;
}

/** Why Kubernetes cannot use a key, private or public; completes "… has". */
function keyProblem(key: KeyObject): string | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const bits = details?.modulusLength ?? 0;
  if (type === 'rsa' && bits < SMALLEST_RSA_BITS) {
    return `an RSA key of ${bits} bits; at least ${SMALLEST_RSA_BITS} are needed`;
  }
  if (type === 'rsa' && bits > LARGEST_RSA_BITS) {
    return `an RSA key of ${bits} bits; Kubernetes accepts at most ${LARGEST_RSA_BITS}`;
  }
  if (
    type === 'ec' &&
    !(CURVES.has(details?.namedCurve ?? '') && namesItsCurve(key))
  ) {
    return 'an elliptic curve that Kubernetes does not accept; use P-256, P-384 or P-521';
  }
  return type === 'rsa' || type === 'ec' || type === 'ed25519'
    ? undefined
    : 'a kind of key that Kubernetes does not accept; use RSA, ECDSA or Ed25519';
}

/** As `keyProblem`, for everything in a certificate that does not depend on its purpose. */
function certificateProblem(certificate: X509Certificate): string | undefined {
  let key: KeyObject;
  try {
    key = certificate.publicKey;
  } catch {
    return 'a certificate whose key cannot be read';
  }
  const problem = keyProblem(key);
  if (problem) {
    return problem;
  }
  if (certificate.serialNumber.startsWith('-')) {
    return 'a certificate with a negative serial number, which Kubernetes refuses';
  }
  return undefined;
}

const isSelfSigned = (certificate: X509Certificate) =>
  certificate.checkIssued(certificate);

function hasAcceptedSignature(certificate: X509Certificate): boolean {
  try {
    const { signatureAlgorithm } = AsnConvert.parse(
      certificate.raw,
      Certificate,
    );
    return SIGNATURES.has(signatureAlgorithm.algorithm);
  } catch {
    return false;
  }
}

function mayAuthenticateClients({ keyUsage }: X509Certificate): boolean {
  // The name of extended key usages in Node.js. A certificate without any allows every use.
  const usages: readonly string[] | undefined = keyUsage;
  return (
    !usages?.length ||
    usages.includes(CLIENT_AUTHENTICATION) ||
    usages.includes(ANY_USAGE)
  );
}

/** Verified by signing: comparing public keys does not detect a damaged private key. */
function belongTogether(certificate: X509Certificate, key: KeyObject): boolean {
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  try {
    return verify(
      digest,
      PROBE,
      certificate.publicKey,
      sign(digest, PROBE, key),
    );
  } catch {
    return false;
  }
}

function time(certificate: X509Certificate, end: 'validFrom' | 'validTo') {
  return Date.parse(certificate[end]);
}

const stamp = (ms: number) => new Date(ms).toISOString();

function judgeAuthority(
  pem: string,
  at: { now: number; paths: Paths },
  findings: Findings,
): void {
  const { now, paths } = at;
  const field = 'certificate-authority-data';
  const path = `${paths.cluster}.${field}`;
  const code = 'CertificateAuthorityUnusable';
  const all = parseCertificates(pem);
  if (!all) {
    findings.problem(code, path, `${field} holds a damaged certificate.`);
    return;
  }
  const problem = all.map(certificateProblem).find(Boolean);
  if (problem) {
    findings.problem(code, path, `${field} has ${problem}.`);
    return;
  }
  const authorities = all.filter(one => one.ca || isSelfSigned(one));
  if (!authorities.length) {
    findings.problem(
      code,
      path,
      `${field} has no certificate of an authority, so no server can be verified with it. Give the certificate that issued the server's.`,
    );
    return;
  }
  const lastEnd = Math.max(...authorities.map(one => time(one, 'validTo')));
  const firstStart = Math.min(
    ...authorities.map(one => time(one, 'validFrom')),
  );
  if (lastEnd <= now) {
    findings.problem(
      'CertificateAuthorityExpired',
      path,
      `${field} expired at ${stamp(
        lastEnd,
      )}. Renew the CA of the cluster, and give its new certificate: \`kubectl config set-cluster NAME --certificate-authority FILE --embed-certs\`.`,
    );
  } else if (firstStart > now) {
    findings.warning(
      'CertificateAuthorityNotYetValid',
      path,
      `${field} is valid from ${stamp(firstStart)} on, and not before.`,
    );
  }
}

function judgeChain(
  chain: readonly X509Certificate[],
  at: { now: number; paths: Paths },
  findings: Findings,
): void {
  const { now, paths } = at;
  const field = 'client-certificate-data';
  const path = `${paths.user}.${field}`;
  const code = 'ClientCertificateUnusable';
  const problem = chain.map(certificateProblem).find(Boolean);
  if (problem) {
    findings.problem(code, path, `${field} has ${problem}.`);
  }
  // The signature of a trusted certificate is not verified.
  if (chain.some(one => !isSelfSigned(one) && !hasAcceptedSignature(one))) {
    findings.problem(
      code,
      path,
      `${field} is signed in a way that Kubernetes refuses, such as with SHA-1 or MD5. Have it issued anew, with SHA-256.`,
    );
  }
  if (!chain.every(mayAuthenticateClients)) {
    findings.problem(
      code,
      path,
      `${field} is not for client authentication: its extended key usage does not name it.`,
    );
  }
  const end = Math.min(...chain.map(one => time(one, 'validTo')));
  const start = Math.max(...chain.map(one => time(one, 'validFrom')));
  if (end <= now) {
    findings.problem(
      'ClientCertificateExpired',
      path,
      `${field} expired at ${stamp(
        end,
      )}. Have it issued anew; kubeadm does it: ${ISSUE_CERTIFICATE}.`,
    );
  } else if (start > now) {
    findings.warning(
      'ClientCertificateNotYetValid',
      path,
      `${field} is valid from ${stamp(
        start,
      )} on. Until then the server rejects it.`,
    );
  }
}

function judgeClient(
  pem: { certificate: string; key: string },
  at: { now: number; paths: Paths },
  findings: Findings,
): void {
  const { paths } = at;
  const chain = parseCertificates(pem.certificate);
  if (!chain?.length) {
    findings.problem(
      'ClientCertificateUnusable',
      `${paths.user}.client-certificate-data`,
      'client-certificate-data holds a damaged certificate.',
    );
    return;
  }
  const path = `${paths.user}.client-key-data`;
  let key: KeyObject;
  try {
    key = createPrivateKey(pem.key);
  } catch {
    findings.problem(
      'ClientKeyUnusable',
      path,
      'client-key-data is damaged, or of a kind that is not supported.',
    );
    return;
  }
  const problem = keyProblem(key);
  if (problem) {
    findings.problem(
      'ClientKeyUnusable',
      path,
      `client-key-data has ${problem}.`,
    );
    return;
  }
  if (!belongTogether(chain[0], key)) {
    findings.problem(
      'ClientKeyMismatch',
      path,
      `client-key-data is not the key of the first certificate in client-certificate-data. Give the two files that belong together: ${EMBED_CERTIFICATE}.`,
    );
    return;
  }
  judgeChain(chain, at, findings);
}

/**
 * Checks the certificates and the key of a kubeconfig with a valid form. What Go's TLS, and so every Kubernetes client
 * and server, always rejects is a problem. `now` is in milliseconds; without it, checks that depend on the time are
 * skipped.
 */
export function judgeKeyMaterial(
  credentials: Pick<TenantCredentials, 'ca' | 'certificate' | 'key'>,
  options: { now?: number; paths?: Paths } = {},
): KeyMaterialJudgement {
  const findings = new Findings();
  const { ca, certificate, key } = credentials;
  const at = { now: options.now ?? NaN, paths: options.paths ?? PATHS };
  judgeAuthority(ca, at, findings);
  if (certificate && key) {
    judgeClient({ certificate, key }, at, findings);
  }
  return findings;
}
