import { KubeconfigProblemCode, ProblemList } from './KubeconfigInspection';
import { WRITE_WHOLE } from './commands';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Decodes strict base64 to a string of bytes; `undefined` if it is invalid. Only line breaks are allowed in it, as for
 * Go's clients. `atob`, which exists in browsers and Node.js, would accept more.
 */
export function decodeBase64(encoded: string): string | undefined {
  const compact = encoded.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !BASE64.test(compact)) {
    return undefined;
  }
  return atob(compact);
}

/** One block of a PEM text. */
export interface PemBlock {
  label: string;
  /** The key is protected with a passphrase. */
  encrypted: boolean;
  /** Its content, as a string of bytes; absent if it is not base64 of something that starts like DER. */
  der?: string;
}

const BLOCK =
  /^-----BEGIN ([A-Z0-9 ]{1,40})-----[ \t]*\n([\s\S]*?)\n-----END \1-----[ \t]*$/gm;
const BOUNDARY = /-----(BEGIN|END)/;
const DER_SEQUENCE = 0x30;

function derOf(content: string): string | undefined {
  const der = decodeBase64(content.replace(/[ \t]/g, ''));
  return der?.charCodeAt(0) === DER_SEQUENCE ? der : undefined;
}

/**
 * The blocks of a PEM text, in order. Text between blocks is allowed, as OpenSSL writes it, unless a part of a block is in
 * it: Go, OpenSSL and we would find different blocks. `undefined` then.
 */
export function pemBlocks(pem: string): PemBlock[] | undefined {
  const text = pem.replaceAll('\r\n', '\n');
  if (text.includes('\r') || BOUNDARY.test(text.replace(BLOCK, ''))) {
    return undefined;
  }
  return Array.from(text.matchAll(BLOCK), ([, label, content]) => ({
    label,
    encrypted: content.includes('Proc-Type:') || label.startsWith('ENCRYPTED'),
    der: derOf(content),
  }));
}

/** PEM with these blocks and nothing else, as Go and OpenSSL write it. */
function renderPem(blocks: readonly PemBlock[]): string {
  return blocks
    .map(({ label, der = '' }) => {
      const lines = btoa(der).match(/.{1,64}/g) ?? [];
      return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----\n`];
    })
    .map(lines => lines.join('\n'))
    .join('');
}

/** The result of reading a PEM text: its blocks in normal form, or why it cannot be used. */
export type PemReading =
  | { pem: string }
  | {
      problem: string;
      /** A sentence with the command that mends it. */
      step?: string;
    };

/** Reads certificates and nothing else. */
export function readCertificates(pem: string): PemReading {
  const blocks = pemBlocks(pem);
  if (!blocks?.length) {
    return { problem: 'is not PEM' };
  }
  if (blocks.some(block => block.label !== 'CERTIFICATE')) {
    return { problem: 'holds something other than certificates' };
  }
  return blocks.some(block => block.der === undefined)
    ? { problem: 'holds a damaged certificate' }
    : { pem: renderPem(blocks) };
}

/** Reads one private key without a passphrase. */
export function readPrivateKey(pem: string): PemReading {
  const all = pemBlocks(pem);
  // OpenSSL writes the curve before an EC key.
  const blocks = all?.filter(block => block.label !== 'EC PARAMETERS');
  if (!blocks?.length) {
    return { problem: 'is not PEM' };
  }
  const [key] = blocks;
  if (blocks.length > 1 || !key.label.endsWith('PRIVATE KEY')) {
    return { problem: 'must hold one private key and nothing else' };
  }
  if (key.encrypted) {
    return {
      problem: 'is protected with a passphrase',
      step: 'Write it without: `openssl pkey -in FILE`.',
    };
  }
  return key.der === undefined
    ? { problem: 'is damaged' }
    : { pem: renderPem(blocks) };
}

function readData(
  encoded: string,
  read: (pem: string) => PemReading,
): PemReading {
  if (encoded.includes('-----BEGIN ')) {
    return {
      problem: 'holds PEM, and base64 of it is needed',
      step: 'Write that: `base64 FILE | tr -d "\\n"`.',
    };
  }
  const decoded = decodeBase64(encoded);
  if (decoded === undefined) {
    return {
      problem: 'is not base64, in which nothing but line breaks may be added',
    };
  }
  return decoded.charCodeAt(0) === DER_SEQUENCE && !BOUNDARY.test(decoded)
    ? {
        problem: 'holds DER, and base64 of PEM is needed',
        step: 'Write PEM: `openssl x509 -inform der -in FILE`, or `openssl pkey -inform der -in FILE`.',
      }
    : read(decoded);
}

/** A field with base64 of PEM. */
interface DataField {
  field: string;
  path: string;
  code: KubeconfigProblemCode;
  read: (pem: string) => PemReading;
  list: ProblemList;
}

/** Checks a field, if it is there. Returns its normal form: base64 of the PEM blocks alone. */
export function checkOptionalData(
  encoded: string | undefined,
  { field, path, code, read, list }: DataField,
): string | undefined {
  if (encoded === undefined) {
    return undefined;
  }
  const reading = readData(encoded, read);
  if ('pem' in reading) {
    return btoa(reading.pem);
  }
  const { problem, step = `Write it anew: ${WRITE_WHOLE}.` } = reading;
  list.add(code, `${field} ${problem}. ${step}`, `${path}.${field}`);
  return undefined;
}
