import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const CHUNK_BYTES = 64 * 1024;
const DAY_MS = 24 * 60 * 60_000;

/** A certificate and its key, PEM. */
export interface TestCertificate {
  certificate: string;
  key: string;
}

/** A certificate authority that lives as long as a test. */
export class TestAuthority {
  readonly certificate: string;
  readonly #root: x509.X509Certificate;
  readonly #keys: CryptoKeyPair;

  static async create(
    name = 'test',
    options: { notAfter?: Date } = {},
  ): Promise<TestAuthority> {
    const keys = await newKeys();
    const root = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      keys,
      signingAlgorithm: ALGORITHM,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: options.notAfter ?? new Date(Date.now() + 10 * DAY_MS),
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestAuthority(root, keys);
  }

  private constructor(root: x509.X509Certificate, keys: CryptoKeyPair) {
    this.#root = root;
    this.#keys = keys;
    this.certificate = root.toString('pem');
  }

  /** An authority that this one has signed. */
  async issueAuthority(name: string): Promise<TestAuthority> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: this.#root.subject,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: ALGORITHM,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + 10 * DAY_MS),
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
    });
    return new TestAuthority(certificate, keys);
  }

  async issue(options: {
    name: string;
    ips?: string[];
    notBefore?: Date;
    notAfter?: Date;
    /** Object identifiers of its extended key usage. */
    usages?: string[];
  }): Promise<TestCertificate> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${options.name}`,
      issuer: this.#root.subject,
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: ALGORITHM,
      notBefore: options.notBefore ?? new Date(Date.now() - DAY_MS),
      notAfter: options.notAfter ?? new Date(Date.now() + 5 * DAY_MS),
      extensions: [
        ...(options.usages
          ? [new x509.ExtendedKeyUsageExtension(options.usages)]
          : []),
        ...(options.ips?.length
          ? [
              new x509.SubjectAlternativeNameExtension(
                options.ips.map(value => ({ type: 'ip' as const, value })),
              ),
            ]
          : []),
      ],
    });
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    return {
      certificate: certificate.toString('pem'),
      key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    };
  }
}

function newKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

/** How a tenant answers a path; `undefined`: it never does. */
export type TenantAnswers = (
  path: string,
) =>
  | { status: number; body?: string; headers?: Record<string, string> }
  | undefined;

/** As an API server that has nothing in it. */
const HEALTHY: TenantAnswers = path => {
  const [, kind] = /^\/api\/v1\/(namespaces|nodes)\?/.exec(path) ?? [];
  if (path === '/readyz') {
    return { status: 200, body: 'ok' };
  }
  if (path === '/version') {
    return { status: 200, body: '{"gitVersion":"v1.29.0"}' };
  }
  return kind
    ? {
        status: 200,
        body: JSON.stringify({
          apiVersion: 'v1',
          kind: kind === 'nodes' ? 'NodeList' : 'NamespaceList',
          metadata: {},
          items: [],
        }),
      }
    : { status: 404, body: '{}' };
};

/** How the tenant is reached: PEM, as `TenantCredentials` of dpf-world. */
interface Credentials {
  server: string;
  host: string;
  port: number;
  ca: string;
  certificate: string;
  key: string;
}

/** A tenant's API server: TLS with client certificates, whatever answers a test wants. */
export class TestTenant {
  readonly credentials: Credentials;
  readonly requests: string[] = [];
  /** Of each answer, how many bytes the other end took, give or take what the kernel buffers. */
  readonly received: number[] = [];
  /** Requests that were never answered. */
  unanswered = 0;
  /** TLS connections that were made. */
  connections = 0;
  readonly #probing = new WeakSet<TLSSocket>();
  /** How many of them carried a health check. */
  probeConnections = 0;
  answers: TenantAnswers = HEALTHY;
  readonly #server: https.Server;
  readonly #authority: TestAuthority;

  static async start(
    authority: TestAuthority,
    options: {
      serverAuthority?: TestAuthority;
      /** What the server sends after its own certificate. */
      intermediates?: TestAuthority[];
      /** Empty: the certificate has only a common name. */
      ips?: string[];
      /** Of the server's certificate. */
      notBefore?: Date;
      notAfter?: Date;
      usages?: string[];
    } = {},
  ): Promise<TestTenant> {
    const issuer = options.serverAuthority ?? authority;
    const server = await issuer.issue({
      name: 'server',
      ips: options.ips ?? ['127.0.0.1', '10.66.66.66'],
      notBefore: options.notBefore,
      notAfter: options.notAfter,
      usages: options.usages,
    });
    const chain = [server, ...(options.intermediates ?? [])];
    const admin = await authority.issue({ name: 'admin' });
    const tenant = new TestTenant(
      authority,
      {
        certificate: chain.map(({ certificate }) => certificate).join('\n'),
        key: server.key,
      },
      admin,
    );
    await new Promise<void>(resolve => {
      tenant.#server.listen(0, '127.0.0.1', resolve);
    });
    tenant.credentials.port = tenant.port;
    tenant.credentials.server = `https://127.0.0.1:${tenant.port}`;
    return tenant;
  }

  private constructor(
    authority: TestAuthority,
    server: TestCertificate,
    admin: TestCertificate,
  ) {
    this.#authority = authority;
    this.credentials = {
      server: '',
      host: '127.0.0.1',
      port: 0,
      ca: authority.certificate,
      certificate: admin.certificate,
      key: admin.key,
    };
    this.#server = https.createServer(
      {
        cert: server.certificate,
        key: server.key,
        ca: authority.certificate,
        requestCert: true,
        rejectUnauthorized: false,
      },
      (request, response) => {
        const path = request.url ?? '';
        this.requests.push(path);
        const socket = request.socket as TLSSocket;
        if (path === '/readyz' && !this.#probing.has(socket)) {
          this.#probing.add(socket);
          this.probeConnections++;
        }
        const answer = socket.authorized
          ? this.answers(path)
          : { status: 401, body: '{}' };
        if (!answer) {
          this.unanswered++;
        } else {
          response.writeHead(answer.status, answer.headers);
          response.on('error', () => {});
          Readable.from(this.#chunksOf(answer.body ?? '')).pipe(response);
        }
      },
    );
    this.#server.on('secureConnection', () => {
      this.connections++;
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /**
   * The admin kubeconfig, for a server at this address or the tenant's own. `ca` is PEM; default: the tenant's authority.
   */
  kubeconfig(
    server = this.credentials.server,
    ca = this.#authority.certificate,
  ): string {
    const base64 = (text = '') => Buffer.from(text).toString('base64');
    const { certificate, key } = this.credentials;
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'admin',
      contexts: [
        { name: 'admin', context: { cluster: 'tenant', user: 'admin' } },
      ],
      clusters: [
        {
          name: 'tenant',
          cluster: {
            server,
            'certificate-authority-data': base64(ca),
          },
        },
      ],
      users: [
        {
          name: 'admin',
          user: {
            'client-certificate-data': base64(certificate),
            'client-key-data': base64(key),
          },
        },
      ],
    });
  }

  *#chunksOf(body: string): Generator<Buffer> {
    const answer = this.received.push(0) - 1;
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      this.received[answer] += chunk.length;
      yield chunk;
    }
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
