import { KubeClient, ResourceType } from '@dpf-portal/kube-controller';
import { once } from 'node:events';
import https from 'node:https';
import { AddressInfo } from 'node:net';
import { createServingCertificate } from './createServingCertificate';

const CONFIGURATIONS: ResourceType = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'validatingwebhookconfigurations',
  kind: 'ValidatingWebhookConfiguration',
  namespaced: false,
};
const NAME = 'hanging';

/** A webhook that accepts every call and never answers, so that each lasts for the maximum of Kubernetes: 30 s. */
export class HangingWebhook {
  /**
   * Registers the webhook for the creation of objects with this name prefix. The API server picks it up shortly after.
   */
  static async start(
    client: KubeClient,
    options: { resource: ResourceType; prefix: string },
  ): Promise<HangingWebhook> {
    const { cert, key, ca } = await createServingCertificate();
    const server = https.createServer({ cert, key });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const webhook = new HangingWebhook(client, server);
    await webhook.#register(options, ca);
    return webhook;
  }

  /** Number of calls. */
  asked = 0;
  /** Number of calls that wait for an answer. */
  hanging = 0;

  readonly #client: KubeClient;
  readonly #server: https.Server;

  private constructor(client: KubeClient, server: https.Server) {
    this.#client = client;
    this.#server = server;
    server.on('request', (_request, response) => {
      this.asked += 1;
      this.hanging += 1;
      response.on('close', () => {
        this.hanging -= 1;
      });
    });
  }

  /** Removes the webhook. */
  async lift(): Promise<void> {
    await this.#client.delete(CONFIGURATIONS, { name: NAME });
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  async #register(
    { resource, prefix }: { resource: ResourceType; prefix: string },
    ca: string,
  ): Promise<void> {
    const { port } = this.#server.address() as AddressInfo;
    await this.#client.create(CONFIGURATIONS, {
      metadata: { name: NAME },
      ...{
        webhooks: [
          {
            name: 'hanging.example.com',
            admissionReviewVersions: ['v1'],
            failurePolicy: 'Fail',
            sideEffects: 'None',
            timeoutSeconds: 30,
            clientConfig: {
              url: `https://127.0.0.1:${port}/`,
              caBundle: Buffer.from(ca, 'utf8').toString('base64'),
            },
            matchConditions: [
              {
                name: 'by-name',
                expression: `object.metadata.name.startsWith('${prefix}')`,
              },
            ],
            rules: [
              {
                apiGroups: [resource.group],
                apiVersions: [resource.version],
                operations: ['CREATE'],
                resources: [resource.plural],
              },
            ],
          },
        ],
      },
    });
  }
}
