import { KubeClient, ResourceType } from '@dpf-portal/kube-controller';

const CONFIGURATIONS = {
  Mutating: configurations('Mutating'),
  Validating: configurations('Validating'),
};

function configurations(type: 'Mutating' | 'Validating'): ResourceType {
  return {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    plural: `${type.toLowerCase()}webhookconfigurations`,
    kind: `${type}WebhookConfiguration`,
    namespaced: false,
  };
}

/** A webhook behind which no server is. */
export interface AwayWebhook {
  type: keyof typeof CONFIGURATIONS;
  /** The name of the webhook and of its configuration. */
  name: string;
  group: string;
  /** With its subresource. */
  resource: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE';
  /** A CEL expression: the objects that it admits. */
  objects: string;
}

/** Registers the webhooks. The API server picks them up shortly after. */
export async function registerWebhooks(
  client: KubeClient,
  webhooks: readonly AwayWebhook[],
): Promise<void> {
  for (const webhook of webhooks) {
    const { type, name, group, resource, operation, objects } = webhook;
    await client.create(CONFIGURATIONS[type], {
      metadata: { name },
      ...{
        webhooks: [
          {
            name,
            admissionReviewVersions: ['v1'],
            failurePolicy: 'Fail',
            sideEffects: 'None',
            timeoutSeconds: 5,
            // Nothing listens on this port.
            clientConfig: { url: 'https://127.0.0.1:1/' },
            matchConditions: [{ name: 'objects', expression: objects }],
            rules: [
              {
                apiGroups: [group],
                apiVersions: ['*'],
                operations: [operation],
                resources: [resource],
              },
            ],
          },
        ],
      },
    });
  }
}

/** Removes the webhooks, as if their servers were back. */
export async function removeWebhooks(
  client: KubeClient,
  webhooks: readonly AwayWebhook[],
): Promise<void> {
  for (const { type, name } of webhooks) {
    await client.delete(CONFIGURATIONS[type], { name });
  }
}
