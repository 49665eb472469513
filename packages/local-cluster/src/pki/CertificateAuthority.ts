import { randomBytes } from 'node:crypto';
import { Credentials, KeyPair } from './KeyPair';
import { keyAlgorithm, signingAlgorithm, subtle, x509 } from './provider';

const yearMs = 365 * 24 * 60 * 60 * 1000;

export interface LeafOptions {
  commonName?: string;
  organizations?: string[];
  usage: 'server' | 'client' | 'both';
  ips?: string[];
  dnsNames?: string[];
  /** Default: from a minute ago, for a year. */
  validity?: { notBefore: Date; notAfter: Date };
}

/** Issues certificates. Its own is valid for ten years, others for one year. */
export class CertificateAuthority {
  static async create(commonName: string): Promise<CertificateAuthority> {
    const keys = await KeyPair.generate();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      name: [{ CN: [commonName] }],
      notBefore: aMinuteAgo(),
      notAfter: new Date(Date.now() + 10 * yearMs),
      keys: { privateKey: keys.privateKey, publicKey: keys.publicKey },
      signingAlgorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(
          // eslint-disable-next-line no-bitwise -- the flags of X.509 are a bit set
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature,
          true,
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return new CertificateAuthority(certificate, keys.privateKey, {
      certificate: certificate.toString('pem'),
      key: keys.privatePem,
    });
  }

  static async load(credentials: Credentials): Promise<CertificateAuthority> {
    const [der] = x509.PemConverter.decode(credentials.key);
    const privateKey = await subtle.importKey(
      'pkcs8',
      der,
      keyAlgorithm,
      true,
      ['sign'],
    );
    return new CertificateAuthority(
      new x509.X509Certificate(credentials.certificate),
      privateKey,
      credentials,
    );
  }

  readonly #certificate: x509.X509Certificate;
  readonly #privateKey: CryptoKey;

  private constructor(
    certificate: x509.X509Certificate,
    privateKey: CryptoKey,
    /** The authority's own certificate and key, as PEM. */
    readonly credentials: Credentials,
  ) {
    this.#certificate = certificate;
    this.#privateKey = privateKey;
  }

  async issue(options: LeafOptions): Promise<Credentials> {
    const { commonName, organizations = [], usage } = options;
    const { notBefore, notAfter } = options.validity ?? {
      notBefore: aMinuteAgo(),
      notAfter: new Date(Date.now() + yearMs),
    };
    const keys = await KeyPair.generate();
    const subject = [
      ...organizations.map(name => ({ O: [name] })),
      ...(commonName ? [{ CN: [commonName] }] : []),
    ];
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject,
      issuer: this.#certificate.subject,
      notBefore,
      notAfter,
      publicKey: keys.publicKey,
      signingKey: this.#privateKey,
      signingAlgorithm,
      extensions: [
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(purposes(usage)),
        await x509.AuthorityKeyIdentifierExtension.create(
          this.#certificate.publicKey,
        ),
        ...alternativeNames(options),
      ],
    });
    return { certificate: certificate.toString('pem'), key: keys.privatePem };
  }
}

function purposes(usage: LeafOptions['usage']) {
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  if (usage === 'both') {
    return [serverAuth, clientAuth];
  }
  return [usage === 'server' ? serverAuth : clientAuth];
}

function alternativeNames({ ips = [], dnsNames = [] }: LeafOptions) {
  const names = [
    ...ips.map(value => ({ type: 'ip' as const, value })),
    ...dnsNames.map(value => ({ type: 'dns' as const, value })),
  ];
  return names.length > 0
    ? [new x509.SubjectAlternativeNameExtension(names)]
    : [];
}

function serialNumber(): string {
  // A leading 01 keeps the serial number positive and at full length.
  return `01${randomBytes(15).toString('hex')}`;
}

function aMinuteAgo(): Date {
  return new Date(Date.now() - 60_000);
}
