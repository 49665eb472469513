import { decodeBase64 } from './decodeBase64';

/** One block of a PEM text. */
export interface PemBlock {
  label: string;
  /** The key is protected with a passphrase. */
  encrypted: boolean;
  /** The body is base64 of something that starts like DER. */
  wellFormed: boolean;
}

const BLOCK =
  /-----BEGIN ([A-Z0-9 ]{1,40})-----\r?\n([\s\S]*?)\r?\n-----END \1-----/g;
const DER_SEQUENCE = 0x30;

/** The blocks of a PEM text, in order. Text between blocks is allowed, as OpenSSL writes it. */
export function pemBlocks(text: string): PemBlock[] {
  return Array.from(text.matchAll(BLOCK), ([, label, content]) => {
    const legacyHeader = content.includes('Proc-Type:');
    const body = decodeBase64(content.replace(/^[A-Za-z-]+:.*$/gm, ''));
    return {
      label,
      encrypted: legacyHeader || label.startsWith('ENCRYPTED'),
      wellFormed: legacyHeader || body?.charCodeAt(0) === DER_SEQUENCE,
    };
  });
}

/** Says what keeps a PEM text from being certificates and nothing else; `undefined` when it is fine. */
export function certificatesProblem(pem: string): string | undefined {
  const blocks = pemBlocks(pem);
  if (!blocks.length) {
    return 'is not PEM';
  }
  if (blocks.some(block => block.label !== 'CERTIFICATE')) {
    return 'holds something other than certificates';
  }
  if (blocks.some(block => !block.wellFormed)) {
    return 'holds a damaged certificate';
  }
  return undefined;
}

/** Says what keeps a PEM text from being one usable private key; `undefined` when it is fine. */
export function privateKeyProblem(pem: string): string | undefined {
  // OpenSSL writes the curve before an EC key.
  const blocks = pemBlocks(pem).filter(
    block => block.label !== 'EC PARAMETERS',
  );
  if (!blocks.length) {
    return 'is not PEM';
  }
  if (blocks.length > 1 || !blocks[0].label.endsWith('PRIVATE KEY')) {
    return 'must hold one private key and nothing else';
  }
  if (blocks[0].encrypted) {
    return 'is protected with a passphrase';
  }
  return blocks[0].wellFormed ? undefined : 'is damaged';
}
