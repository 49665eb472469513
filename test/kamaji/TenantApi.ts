import { KubeClient, RestTransport } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';

/** The API of a DPU cluster as the holder of a kubeconfig sees it. */
export class TenantApi {
  static open(kubeconfig: string, proxyUrl: string): TenantApi {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kubeconfig);
    return new TenantApi(
      RestTransport.fromKubeConfig(kubeConfig, { proxyUrl, timeoutMs: 5_000 }),
    );
  }

  readonly client: KubeClient;

  readonly #transport: RestTransport;

  private constructor(transport: RestTransport) {
    this.#transport = transport;
    this.client = new KubeClient({ transport });
  }

  close(): void {
    this.#transport.close();
  }
}
