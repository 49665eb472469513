import { KubeClient, RestTransport } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';

/** Clients of the management cluster for this package, one connection pool per user. */
export class ClientPool {
  readonly #clients = new Map<string, KubeClient>();

  /** Adds the client of a user. */
  add(user: string, kubeconfig: string): KubeClient {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kubeconfig);
    const transport = RestTransport.fromKubeConfig(kubeConfig, {
      userAgent: user,
    });
    const client = new KubeClient({ transport });
    this.#clients.set(user, client);
    return client;
  }

  get(user: string): KubeClient {
    const client = this.#clients.get(user);
    if (!client) {
      throw new Error(`There is no client for ${user}`);
    }
    return client;
  }

  close(): void {
    this.#clients.forEach(client => client.transport.close());
    this.#clients.clear();
  }
}
