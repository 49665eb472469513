import { KubeClient } from '@dpf-portal/kube-controller';
import { DATA_STORES } from '../kamaji';
import { applyManifests } from '../manifests';

/** Makes the DataStore that control planes name when nothing else is said, and calls it ready. */
export async function createDefaultDataStore(
  client: KubeClient,
  port: number,
): Promise<void> {
  const name = 'default';
  const dataStore = {
    apiVersion: `${DATA_STORES.group}/${DATA_STORES.version}`,
    kind: DATA_STORES.kind,
    metadata: { name },
    spec: { driver: 'etcd', endpoints: [`127.0.0.1:${port}`] },
  };
  await applyManifests(client, [dataStore]);
  await client.mergePatch(
    DATA_STORES,
    { name },
    { status: { ready: true } },
    { subresource: 'status' },
  );
}
