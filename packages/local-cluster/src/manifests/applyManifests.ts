import { KubeClient, KubeObject } from '@dpf-portal/kube-controller';
import { manifestResource } from './manifestResources';

/** Applies objects, all at once: none of them may need another one. */
export async function applyManifests(
  client: KubeClient,
  objects: readonly KubeObject[],
): Promise<void> {
  await Promise.all(
    objects.map(object =>
      client.apply(manifestResource(object.kind), object, {
        fieldManager: 'local-cluster',
        force: true,
      }),
    ),
  );
}
