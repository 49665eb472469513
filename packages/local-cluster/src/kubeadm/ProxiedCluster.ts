import { KubeClient, RestTransport } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';

/** The API of a tenant or static cluster, which only the proxy leads to. */
export class ProxiedCluster {
  /** `server`: where it is now, when the kubeconfig may be older than that. */
  static fromKubeconfig(
    text: string,
    options: { proxyUrl: string; server?: string },
  ): ProxiedCluster {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(text);
    const cluster = kubeConfig.getCurrentCluster();
    const user = kubeConfig.getCurrentUser();
    if (!cluster || !user) {
      throw new Error('The kubeconfig has no current cluster and user');
    }
    const moved = new KubeConfig();
    moved.loadFromClusterAndUser(
      { ...cluster, server: options.server ?? cluster.server },
      user,
    );
    return new ProxiedCluster(moved, options.proxyUrl);
  }

  readonly client: KubeClient;
  readonly server: string;
  /** Base64, as kubeconfigs have it. */
  readonly caData: string;
  readonly #transport: RestTransport;

  constructor(kubeConfig: KubeConfig, proxyUrl: string) {
    this.#transport = RestTransport.fromKubeConfig(kubeConfig, {
      proxyUrl,
      timeoutMs: 10_000,
    });
    this.client = new KubeClient({ transport: this.#transport });
    this.server = this.#transport.server;
    this.caData = kubeConfig.getCurrentCluster()?.caData ?? '';
  }

  close(): void {
    this.#transport.close();
  }
}
