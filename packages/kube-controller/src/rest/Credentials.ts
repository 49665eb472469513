import { KubeConfig, User } from '@kubernetes/client-node';
import { readFile } from 'node:fs/promises';
import { RequestOptions } from 'node:https';

// A CA, a certificate, a key and their replacements.
const MOST_DECODED = 16;

/** The headers and TLS options that authenticate a request. */
export interface RequestAuth {
  headers: Record<string, string>;
  tls: {
    ca?: Buffer;
    cert?: Buffer;
    key?: Buffer;
    servername?: string;
    rejectUnauthorized?: boolean;
  };
}

/**
 * Resolves the credentials of a kubeconfig's current context for each request, so that the next request uses a
 * rotated token or certificate file.
 *
 * Tokens, token files, certificates and impersonation are read here. client-node runs `exec` and other auth-provider
 * plugins and caches their credentials until they expire.
 */
export class Credentials {
  readonly #decoded = new Map<string, Buffer>();

  readonly #kubeConfig: KubeConfig;

  constructor(kubeConfig: KubeConfig) {
    this.#kubeConfig = kubeConfig;
  }

  async resolve(): Promise<RequestAuth> {
    const user = this.#kubeConfig.getCurrentUser();
    const auth: RequestAuth = {
      headers: user ? await this.#userHeaders(user) : {},
      tls: await this.#tls(user),
    };
    const tokenFile = tokenFileOf(user);
    if (tokenFile) {
      const token = (await readFile(tokenFile, 'utf8')).trim();
      auth.headers.Authorization = `Bearer ${token}`;
    } else if (user && (user.exec || user.authProvider)) {
      await this.#applyPlugin(auth);
    }
    return auth;
  }

  async #userHeaders(user: User): Promise<Record<string, string>> {
    const headers: Record<string, string> = {};
    if (user.username) {
      const pair = `${user.username}:${user.password ?? ''}`;
      headers.Authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    }
    if (user.token) {
      headers.Authorization = `Bearer ${user.token.trim()}`;
    }
    if (user.impersonateUser) {
      headers['Impersonate-User'] = user.impersonateUser;
    }
    return headers;
  }

  async #tls(user: User | null): Promise<RequestAuth['tls']> {
    const cluster = this.#kubeConfig.getCurrentCluster();
    return {
      ca: await this.#fileOrData(cluster?.caFile, cluster?.caData),
      cert: await this.#fileOrData(user?.certFile, user?.certData),
      key: await this.#fileOrData(user?.keyFile, user?.keyData),
      servername: cluster?.tlsServerName,
      rejectUnauthorized: cluster?.skipTLSVerify ? false : undefined,
    };
  }

  async #fileOrData(
    file: string | undefined,
    data: string | undefined,
  ): Promise<Buffer | undefined> {
    if (file) {
      return readFile(file);
    }
    return data ? this.#decode(data) : undefined;
  }

  /** Returns the same buffer for the same text, so that it is decoded and compared only once. */
  #decode(data: string): Buffer {
    const known = this.#decoded.get(data);
    if (known) {
      return known;
    }
    const decoded = Buffer.from(data, 'base64');
    if (this.#decoded.size >= MOST_DECODED) {
      this.#decoded.clear();
    }
    this.#decoded.set(data, decoded);
    return decoded;
  }

  async #applyPlugin(auth: RequestAuth): Promise<void> {
    const options: RequestOptions = {};
    await this.#kubeConfig.applyToHTTPSOptions(options);
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value !== undefined) {
        auth.headers[name] = String(value);
      }
    }
    // client-node also creates an agent without keep-alive for each request; it is not used.
    auth.tls.cert = toBuffer(options.cert) ?? auth.tls.cert;
    auth.tls.key = toBuffer(options.key) ?? auth.tls.key;
  }
}

function tokenFileOf(user: User | null): string | undefined {
  const file = user?.authProvider?.config?.tokenFile;
  return typeof file === 'string' ? file : undefined;
}

function toBuffer(
  value: RequestOptions['cert'] | RequestOptions['key'],
): Buffer | undefined {
  if (typeof value === 'string') {
    return Buffer.from(value);
  }
  return Buffer.isBuffer(value) ? value : undefined;
}
