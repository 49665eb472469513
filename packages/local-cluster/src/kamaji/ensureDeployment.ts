import {
  CORE_RESOURCES,
  Informer,
  KubeClient,
  isAlreadyExists,
  isOwnedBy,
  objectKey,
  subsetEquals,
} from '@dpf-portal/kube-controller';
import { Deployment } from '../kubelet/workloads';

/** Creates or updates the Deployment of a tenant. Never changes the Deployment of another tenant. */
export async function ensureDeployment(
  client: KubeClient,
  deployments: Informer<Deployment>,
  wanted: Deployment,
  ownerUid: string,
): Promise<Deployment> {
  const live = deployments.store.get(objectKey(wanted));
  if (!live) {
    try {
      const created = await client.create(CORE_RESOURCES.deployments, wanted);
      deployments.overlay(created);
      return created;
    } catch (error) {
      if (!isAlreadyExists(error)) {
        throw error;
      }
      return client.get<Deployment>(
        CORE_RESOURCES.deployments,
        wanted.metadata,
      );
    }
  }
  if (!isOwnedBy(live, ownerUid)) {
    throw new Error(
      `Deployment ${objectKey(live)} of another tenant is still there`,
    );
  }
  const { metadata, spec } = wanted;
  const patch = { metadata: { annotations: metadata.annotations }, spec };
  if (subsetEquals(patch, live)) {
    return live;
  }
  const patched = await client.mergePatch<Deployment>(
    CORE_RESOURCES.deployments,
    live.metadata,
    patch,
  );
  deployments.overlay(patched);
  return patched;
}
