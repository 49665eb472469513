import { KubeClient, RestTransport } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';

/** Client of a tenant or static cluster, which is reachable only through the proxy. */
export class ProxiedCluster {
  /** `server` overrides the address in the kubeconfig, which may be outdated. */
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
  /** Base64, as in kubeconfigs. */
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
