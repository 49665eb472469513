import { createHash } from 'node:crypto';
import { CertificateAuthority } from '../pki/CertificateAuthority';
import { Credentials, KeyPair } from '../pki/KeyPair';
import { renderKubeconfig } from '../pki/renderKubeconfig';
import { TenantSettings } from './TenantSettings';

/** The address of Service `kubernetes`: the first one of the range. IPv4. */
function firstServiceIp(cidr: string): string {
  const [a, b, c, d] = cidr.split('/')[0].split('.').map(Number);
  return [a, b, c, d + 1].join('.');
}

export type SecretData = Record<string, string>;

/** Creates the contents of the Secrets of one tenant. */
export class TenantPki {
  readonly #settings: TenantSettings;
  readonly #authority: CertificateAuthority;

  constructor(settings: TenantSettings, authority: CertificateAuthority) {
    this.#settings = settings;
    this.#authority = authority;
  }

  /** A hash that changes when kubeconfigs and serving certificate must be issued again. */
  get fingerprint(): string {
    const { address, port } = this.#settings;
    return digest(
      `${address}:${port}\n${this.#authority.credentials.certificate}`,
    );
  }

  /** A hash that changes with the tenant's certificate authority. */
  get authorityFingerprint(): string {
    return digest(this.#authority.credentials.certificate);
  }

  async apiServerCertificate(): Promise<SecretData> {
    const { name, namespace, address, serviceCidr } = this.#settings;
    const issued = await this.#authority.issue({
      usage: 'server',
      commonName: 'kube-apiserver',
      ips: ['127.0.0.1', firstServiceIp(serviceCidr), address],
      dnsNames: [
        'localhost',
        'kubernetes',
        'kubernetes.default',
        'kubernetes.default.svc',
        'kubernetes.default.svc.cluster.local',
        name,
        `${name}.${namespace}.svc`,
        `${name}.${namespace}.svc.cluster.local`,
      ],
    });
    return named('apiserver', issued);
  }

  async kubeletClientCertificate(): Promise<SecretData> {
    const issued = await this.#authority.issue({
      usage: 'client',
      commonName: 'kube-apiserver-kubelet-client',
      organizations: ['kubeadm:cluster-admins'],
    });
    return named('apiserver-kubelet-client', issued);
  }

  /** `admin.conf` needs the binding of its group; `super-admin.conf` needs no binding. */
  async adminKubeconfigs(kind: 'admin' | 'super-admin'): Promise<SecretData> {
    const credentials = await this.#authority.issue({
      usage: 'client',
      commonName:
        kind === 'admin' ? 'kubernetes-admin' : 'kubernetes-super-admin',
      organizations: [
        kind === 'admin' ? 'kubeadm:cluster-admins' : 'system:masters',
      ],
    });
    const user =
      kind === 'admin' ? 'kubernetes-admin' : 'kubernetes-super-admin';
    const { name, namespace, address, port } = this.#settings;
    return {
      [`${kind}.conf`]: this.#kubeconfig(
        user,
        credentials,
        hostPort(address, port),
      ),
      [`${kind}.svc`]: this.#kubeconfig(
        user,
        credentials,
        `${name}.${namespace}.svc:${port}`,
      ),
    };
  }

  async componentKubeconfig(
    component: 'controller-manager' | 'scheduler',
  ): Promise<SecretData> {
    const user = `system:kube-${component}`;
    const credentials = await this.#authority.issue({
      usage: 'client',
      commonName: user,
    });
    const server = `localhost:${this.#settings.port}`;
    return {
      [`${component}.conf`]: this.#kubeconfig(user, credentials, server),
    };
  }

  static async authoritySecret(
    name: string,
    commonName: string,
  ): Promise<SecretData> {
    const { credentials } = await CertificateAuthority.create(commonName);
    return named(name, credentials);
  }

  static async frontProxyClient(authority: Credentials): Promise<SecretData> {
    const issuer = await CertificateAuthority.load(authority);
    return named(
      'front-proxy-client',
      await issuer.issue({ usage: 'client', commonName: 'front-proxy-client' }),
    );
  }

  static async serviceAccountKeys(): Promise<SecretData> {
    const keys = await KeyPair.generate();
    return { 'sa.key': keys.privatePem, 'sa.pub': keys.publicPem };
  }

  #kubeconfig(user: string, credentials: Credentials, server: string): string {
    return renderKubeconfig({
      clusterName: this.#settings.name,
      server: `https://${server}`,
      caCertificate: this.#authority.credentials.certificate,
      user,
      credentials,
    });
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function named(name: string, { certificate, key }: Credentials): SecretData {
  return { [`${name}.crt`]: certificate, [`${name}.key`]: key };
}

function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
