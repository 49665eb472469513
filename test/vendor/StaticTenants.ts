import {
  CertificateAuthority,
  ConnectProxy,
  LightTenant,
  LightTenantOptions,
  findFreePort,
  renderKubeconfig,
} from '@dpf-portal/local-cluster';
import https from 'node:https';
import { AddressInfo } from 'node:net';

const PORT = 6443;
const GROUP = 'admins';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Existing static clusters in a separate network behind a CONNECT proxy. Tests can make each one fail. */
export class StaticTenants {
  static async start(): Promise<StaticTenants> {
    const port = await findFreePort();
    const tenants = new StaticTenants(`http://127.0.0.1:${port}`);
    await tenants.#proxy.listen(port);
    return tenants;
  }

  readonly #ports = new Map<string, number>();
  readonly #servers = new Map<string, { close(): void }>();
  readonly #proxy = new ConnectProxy((host, port) => {
    const local = port === PORT ? this.#ports.get(host) : undefined;
    return local === undefined
      ? { kind: 'down' }
      : { kind: 'port', port: local };
  });

  private constructor(readonly proxyUrl: string) {}

  /**
   * Starts a healthy API server with a new CA at an address, replacing the previous one. Returns its admin kubeconfig,
   * whose certificate is valid for a year or the given number of days.
   */
  async serve(
    address: string,
    days = 365,
    manner: Pick<LightTenantOptions, 'answerAfterMs' | 'onRequest'> = {},
  ): Promise<string> {
    const identity = await this.#renew(address, days);
    const server = new LightTenant({
      ...manner,
      serving: identity.serving,
      caCertificate: identity.ca,
      organization: GROUP,
      version: 'v1.29.0',
    });
    await server.listen();
    this.#servers.set(address, server);
    this.#ports.set(address, server.port ?? 0);
    return identity.kubeconfig;
  }

  /** Starts an API server that accepts requests and never answers. Returns its admin kubeconfig. */
  async serveInSilence(address: string): Promise<string> {
    const { serving, kubeconfig } = await this.#renew(address);
    const { certificate: cert, key } = serving;
    const server = https.createServer({ cert, key }, () => {});
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    this.#servers.set(address, {
      close: () => {
        server.close();
        server.closeAllConnections();
      },
    });
    this.#ports.set(address, (server.address() as AddressInfo).port);
    return kubeconfig;
  }

  /** Stops the API server of an address. */
  end(address: string): void {
    this.#servers.get(address)?.close();
    this.#servers.delete(address);
    this.#ports.delete(address);
  }

  async stop(): Promise<void> {
    [...this.#servers.keys()].forEach(address => this.end(address));
    await this.#proxy.close();
  }

  async #renew(address: string, days = 365) {
    this.end(address);
    const authority = await CertificateAuthority.create('tenant');
    const ca = authority.credentials.certificate;
    const serving = await authority.issue({
      commonName: 'server',
      usage: 'server',
      ips: [address],
    });
    const kubeconfig = renderKubeconfig({
      clusterName: 'tenant',
      server: `https://${address}:${PORT}`,
      caCertificate: ca,
      user: 'admin',
      credentials: await authority.issue({
        commonName: 'admin',
        usage: 'client',
        organizations: [GROUP],
        validity: {
          notBefore: new Date(Date.now() - MINUTE_MS),
          notAfter: new Date(Date.now() + days * DAY_MS),
        },
      }),
    });
    return { ca, serving, kubeconfig };
  }
}
