import { KubeClient } from '@dpf-portal/kube-controller';
import { DATA_STORES } from '../kamaji/TenantControlPlane';
import { etcdDataStore } from '../kamaji/real/kamajiManifests';
import { applyManifests } from '../manifests/applyDefinitions';

/**
 * Makes the DataStore that control planes name when nothing else is said, as the real Kamaji gets it, and calls it ready.
 * The stand-in does not read the Secrets that it names.
 */
export async function createDefaultDataStore(
  client: KubeClient,
  port: number,
): Promise<void> {
  const dataStore = etcdDataStore(port);
  await applyManifests(client, [dataStore]);
  await client.mergePatch(
    DATA_STORES,
    { name: dataStore.metadata.name },
    { status: { ready: true } },
    { subresource: 'status' },
  );
}
