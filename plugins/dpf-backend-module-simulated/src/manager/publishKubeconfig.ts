import { ClusterManagerContext } from '@dpf-portal/dpf-controllers';
import { KUBECONFIG_KEYS, Secret } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeClient,
  createOrAdopt,
  isNotFound,
  isOwnedBy,
} from '@dpf-portal/kube-controller';

async function find(
  client: KubeClient,
  ref: { namespace: string; name: string },
): Promise<Secret | undefined> {
  try {
    return await client.get<Secret>(CORE_RESOURCES.secrets, ref);
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Writes the kubeconfig to the Secret. Returns `false` for an existing Secret of another owner, which is not changed.
 */
export async function publishKubeconfig(
  { cluster, client }: ClusterManagerContext,
  name: string,
  kubeconfig: string,
): Promise<boolean> {
  const { namespace = '', uid = '' } = cluster.metadata;
  const value = Buffer.from(kubeconfig).toString('base64');
  // Both keys, because newer versions of DPF read the first and older ones the second.
  const data = Object.fromEntries(KUBECONFIG_KEYS.map(key => [key, value]));
  const found =
    (await find(client, { namespace, name })) ??
    (
      await createOrAdopt<Secret>({
        client,
        resource: CORE_RESOURCES.secrets,
        ownerUid: uid,
        object: {
          apiVersion: 'v1',
          kind: 'Secret',
          type: 'Opaque',
          metadata: {
            name,
            namespace,
            ownerReferences: [
              {
                apiVersion: cluster.apiVersion ?? '',
                kind: 'DPUCluster',
                name: cluster.metadata.name,
                uid,
              },
            ],
          },
          data,
        },
      })
    ).object;
  if (!isOwnedBy(found, uid)) {
    return false;
  }
  if (KUBECONFIG_KEYS.some(key => found.data?.[key] !== value)) {
    await client.mergePatch<Secret>(CORE_RESOURCES.secrets, found.metadata, {
      metadata: { resourceVersion: found.metadata.resourceVersion },
      data,
    });
  }
  return true;
}
