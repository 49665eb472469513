import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { ExtendedKeyUsage } from '@peculiar/x509';
import {
  AlgorithmName,
  OddCertificate,
  OddOptions,
  kubeconfigOf,
  makeCertificate,
} from '@dpf-portal/test-support/tenants';
import { judgeKubeconfig } from './judgeKubeconfig';
import { readKubeconfigSecret } from './KubeconfigSecret';

const CLIENT = [ExtendedKeyUsage.clientAuth];
const AUTHORITY = 'clusters[0].cluster.certificate-authority-data';
const CERTIFICATE = 'users[0].user.client-certificate-data';
const KEY = 'users[0].user.client-key-data';

const pkcs8 = { type: 'pkcs8', format: 'pem' } as const;

describe('The certificates and the key of a kubeconfig', () => {
  let ca: OddCertificate;
  let client: OddCertificate;

  const issue = (options: OddOptions = {}) =>
    makeCertificate({ name: 'admin', issuer: ca, usages: CLIENT, ...options });

  beforeAll(async () => {
    ca = await makeCertificate({ name: 'ca', isAuthority: true });
    client = await issue();
  });

  /** The good kubeconfig with some parts replaced, as an upload and as a Secret are judged. */
  function judge(
    parts: { ca?: string; certificate?: string; key?: string },
    now?: number,
  ) {
    const text = kubeconfigOf({
      ca: ca.certificate,
      certificate: client.certificate,
      key: client.key,
      ...parts,
    });
    const { inspection, warnings, safe } = judgeKubeconfig(text, { now });
    const secret = readKubeconfigSecret({
      metadata: { name: 'admin' },
      data: { 'admin.conf': Buffer.from(text).toString('base64') },
    });
    return { problems: inspection.problems, warnings, safe, secret };
  }

  /** What `judge` finds where an upload is refused and a Secret is unusable for this reason. */
  const unusable = (code: string, path: string, message: string) => ({
    problems: [{ code, path, message: expect.stringContaining(message) }],
    warnings: [],
    safe: undefined,
    secret: expect.objectContaining({
      reason: 'Invalid',
      state: expect.objectContaining({
        state: 'unusable',
        problem: expect.stringContaining(message),
      }),
    }),
  });

  it.each<AlgorithmName>(['P-256', 'P-521', 'Ed25519', 'RSA of 2048 bits'])(
    'are usable with %s',
    async algorithm => {
      const { problems, warnings, secret } = judge(
        await issue({ algorithm }),
        Date.now(),
      );
      expect([problems, warnings]).toEqual([[], []]);
      expect(secret.state.state).toBe('usable');
    },
  );

  it.each<[string, OddOptions]>([
    ['without an extended usage', { usages: undefined }],
    ['for any usage', { usages: ['2.5.29.37.0'] }],
    [
      'that is its own authority and signed with SHA-1',
      { issuer: undefined, algorithm: 'RSA with SHA-1' },
    ],
  ])('are usable with a client certificate %s', async (_, options) => {
    expect(judge(await issue(options), Date.now()).problems).toEqual([]);
  });

  it('are usable with a client certificate and the one that issued it', async () => {
    const between = await issue({ name: 'between', isAuthority: true });
    const leaf = await issue({ issuer: between });
    const certificate = leaf.certificate + between.certificate;
    expect(judge({ certificate, key: leaf.key }, Date.now()).problems).toEqual(
      [],
    );
  });

  it('are usable with a key in the form that OpenSSL writes', () => {
    const key = createPrivateKey(client.key)
      .export({ type: 'sec1', format: 'pem' })
      .toString();
    expect(key).toContain('EC PRIVATE KEY');
    expect(judge({ key }, Date.now()).problems).toEqual([]);
  });

  it('are refused where the key is not that of the certificate', async () => {
    expect(judge({ key: (await issue()).key })).toEqual(
      unusable(
        'ClientKeyMismatch',
        KEY,
        'client-key-data is not the key of the first certificate',
      ),
    );
    expect(
      judge({ key: (await issue({ algorithm: 'RSA of 2048 bits' })).key }),
    ).toEqual(unusable('ClientKeyMismatch', KEY, 'not the key'));
  });

  it('are refused where the key belongs to the second certificate', async () => {
    const second = await issue();
    expect(
      judge({
        certificate: client.certificate + second.certificate,
        key: second.key,
      }),
    ).toEqual(unusable('ClientKeyMismatch', KEY, 'first certificate'));
  });

  it('are refused where only the public half of the key belongs to the certificate', async () => {
    const own = Buffer.from(pemBody(client.key), 'base64');
    const other = Buffer.from(pemBody((await issue()).key), 'base64');
    // In PKCS#8 of P-256 the private number is in these bytes, and the public point follows.
    other.copy(own, 36, 36, 68);
    const { problems } = judge({ key: asPem('PRIVATE KEY', own) });
    expect(problems.map(({ path }) => path)).toEqual([KEY]);
  });

  it.each<AlgorithmName>(['RSA of 1024 bits', 'RSA of 2047 bits'])(
    'are refused with a key of %s',
    async algorithm => {
      expect(judge(await issue({ algorithm }))).toEqual(
        unusable('ClientKeyUnusable', KEY, 'at least 2048 are needed'),
      );
    },
  );

  it.each([
    [
      'of DSA',
      () =>
        generateKeyPairSync('dsa', {
          modulusLength: 2_048,
          divisorLength: 256,
        }),
      'kind of key',
    ],
    [
      'of RSA-PSS',
      () => generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }),
      'kind of key',
    ],
    ['of Ed448', () => generateKeyPairSync('ed448'), 'kind of key'],
    [
      'on P-224',
      () => generateKeyPairSync('ec', { namedCurve: 'secp224r1' }),
      'elliptic curve',
    ],
    [
      'on secp256k1',
      () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      'elliptic curve',
    ],
    [
      'on a curve of its own parameters',
      () =>
        generateKeyPairSync('ec', {
          namedCurve: 'P-256',
          paramEncoding: 'explicit',
        }),
      'elliptic curve',
    ],
  ])('are refused with a key %s', (_, generate, message) => {
    const key = generate().privateKey.export(pkcs8) as string;
    expect(judge({ key })).toEqual(unusable('ClientKeyUnusable', KEY, message));
  });

  it('are refused with a key that is none', () => {
    const key = asPem('PRIVATE KEY', Buffer.from('0not a key'));
    expect(judge({ key })).toEqual(
      unusable('ClientKeyUnusable', KEY, 'is damaged'),
    );
  });

  it('are refused with a certificate that is none', () => {
    const none = asPem('CERTIFICATE', Buffer.from('0not a certificate'));
    expect(judge({ certificate: none })).toEqual(
      unusable('ClientCertificateUnusable', CERTIFICATE, 'damaged'),
    );
    expect(judge({ certificate: client.certificate + none })).toEqual(
      unusable('ClientCertificateUnusable', CERTIFICATE, 'damaged'),
    );
    expect(judge({ ca: ca.certificate + none })).toEqual(
      unusable('CertificateAuthorityUnusable', AUTHORITY, 'damaged'),
    );
  });

  it('are refused where the client certificate is signed with SHA-1', async () => {
    expect(judge(await issue({ signedWith: 'P-256 with SHA-1' }))).toEqual(
      unusable('ClientCertificateUnusable', CERTIFICATE, 'SHA-1'),
    );
  });

  it('are refused where the client certificate is for servers only', async () => {
    expect(
      judge(await issue({ usages: [ExtendedKeyUsage.serverAuth] })),
    ).toEqual(
      unusable(
        'ClientCertificateUnusable',
        CERTIFICATE,
        'not for client authentication',
      ),
    );
  });

  it('are refused where a certificate has a negative serial number', () => {
    const der = Buffer.from(pemBody(client.certificate), 'base64');
    // Version 3 and the serial number 1 after it.
    const at = der.indexOf(Buffer.from([2, 1, 2, 2, 1, 1]));
    der[at + 5] = 0x85;
    expect(judge({ certificate: asPem('CERTIFICATE', der) })).toEqual(
      unusable(
        'ClientCertificateUnusable',
        CERTIFICATE,
        'negative serial number',
      ),
    );
  });

  it.each<[string, OddOptions, string]>([
    [
      'a weak key',
      { isAuthority: true, algorithm: 'RSA of 1024 bits' },
      'at least 2048',
    ],
    ['nothing of an authority', { isAuthority: false, issuer: undefined }, ''],
  ])(
    'are refused where the authorities are %s',
    async (_, options, message) => {
      const other = await makeCertificate({
        name: 'other',
        ...options,
        issuer: options.isAuthority ? undefined : ca,
      });
      expect(judge({ ca: other.certificate })).toEqual(
        unusable(
          'CertificateAuthorityUnusable',
          AUTHORITY,
          message || 'no certificate of an authority',
        ),
      );
    },
  );

  it('are usable where a server is trusted by its own certificate', async () => {
    const own = await makeCertificate({ name: 'server', isAuthority: false });
    expect(judge({ ca: own.certificate }, Date.now()).problems).toEqual([]);
  });

  describe('in time', () => {
    const DAY_MS = 24 * 60 * 60_000;

    it('are refused once the client certificate has expired, and a Secret is left to whoever knows the time', async () => {
      const old = await issue({ from: -3, to: -1 });
      const { problems, secret } = judge(old, Date.now());
      expect(problems).toEqual([
        {
          code: 'ClientCertificateExpired',
          path: CERTIFICATE,
          message: expect.stringMatching(/expired at 20.*Z/),
        },
      ]);
      expect(secret.state.state).toBe('usable');
    });

    it('are refused once every authority has expired', async () => {
      const old = await makeCertificate({
        name: 'old',
        isAuthority: true,
        from: -3,
        to: -1,
      });
      expect(judge({ ca: old.certificate }, Date.now()).problems).toEqual([
        {
          code: 'CertificateAuthorityExpired',
          path: AUTHORITY,
          message: expect.stringMatching(/expired at 20.*Z/),
        },
      ]);
      const both = { ca: old.certificate + ca.certificate };
      expect(judge(both, Date.now()).problems).toEqual([]);
    });

    it('only warn of what is valid later, and say when', async () => {
      const early = await issue({ from: 1 });
      const { problems, warnings } = judge(early, Date.now());
      expect(problems).toEqual([]);
      expect(warnings).toEqual([
        {
          code: 'ClientCertificateNotYetValid',
          path: CERTIFICATE,
          message: expect.stringMatching(/valid from 20.*Z on/),
        },
      ]);
      expect(judge(early, Date.now() + 2 * DAY_MS).warnings).toEqual([]);

      const authority = await makeCertificate({ isAuthority: true, from: 1 });
      expect(
        judge({ ca: authority.certificate }, Date.now()).warnings,
      ).toMatchObject([{ code: 'CertificateAuthorityNotYetValid' }]);
    });
  });
});

function asPem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString(
    'base64',
  )}\n-----END ${label}-----\n`;
}

function pemBody(pem: string): string {
  return pem.replace(/-----[^-]+-----/g, '').replace(/\s/g, '');
}
