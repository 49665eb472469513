import { KubeConfig } from '@kubernetes/client-node';
import https from 'node:https';

/** An unprocessed response. */
export interface PlainAnswer<T> {
  status: number;
  /** The texts of the `Warning` headers, as `kubectl` prints them. */
  warnings: string[];
  body: T;
}

/** A Status of Kubernetes, as far as tests read it. */
export interface StatusAnswer {
  reason?: string;
  message?: string;
}

/** Sends plain requests to an API server, like `kubectl` or `curl`, without this project's client. */
export class PlainClient {
  static async fromKubeconfig(kubeconfig: string): Promise<PlainClient> {
    const loaded = new KubeConfig();
    loaded.loadFromString(kubeconfig);
    const cluster = loaded.getCurrentCluster();
    if (!cluster) {
      throw new Error('PlainClient: the kubeconfig has no cluster');
    }
    const tls: https.AgentOptions = {};
    await loaded.applyToHTTPSOptions(tls);
    const { ca, cert, key } = tls;
    return new PlainClient(
      cluster.server,
      new https.Agent({ keepAlive: true, ca, cert, key }),
    );
  }

  readonly #server: string;
  readonly #agent: https.Agent;

  private constructor(server: string, agent: https.Agent) {
    this.#server = server;
    this.#agent = agent;
  }

  async request<T = StatusAnswer>(
    method: string,
    path: string,
    body?: object,
    contentType = 'application/json',
  ): Promise<PlainAnswer<T>> {
    return new Promise((resolve, reject) => {
      const request = https.request(
        new URL(path, this.#server),
        {
          agent: this.#agent,
          method,
          headers: { 'content-type': contentType },
        },
        async response => {
          try {
            const chunks: Buffer[] = [];
            for await (const chunk of response) {
              chunks.push(chunk);
            }
            const { warning } = response.headersDistinct;
            resolve({
              status: response.statusCode ?? 0,
              warnings: (warning ?? []).map(textOfWarning),
              body: JSON.parse(Buffer.concat(chunks).toString()),
            });
          } catch (error) {
            reject(error);
          }
        },
      );
      request.on('error', reject);
      request.end(body && JSON.stringify(body));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** `299 - "text"`, the quotes in it escaped. */
function textOfWarning(header: string): string {
  const quoted = header.match(/^\d+ \S+ (".*")$/s)?.[1];
  return quoted ? JSON.parse(quoted) : header;
}
