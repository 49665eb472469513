import { KubeClient } from '@dpf-portal/kube-controller';
import { DATA_STORES } from '../kamaji/TenantControlPlane';
import { etcdDataStore } from '../kamaji/real/kamajiManifests';
import { applyManifests } from '../manifests/applyDefinitions';

/**
 * Creates the default DataStore of control planes, like the one of the real Kamaji, and sets it to ready. The stand-in
 * does not read the Secrets that it refers to.
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
