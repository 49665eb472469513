import { KubeClient, KubeObject } from '@dpf-portal/kube-controller';
import { sleep } from '../process';
import { applyManifests } from './applyManifests';
import { manifestResource } from './manifestResources';

interface Definition extends KubeObject {
  status?: { conditions?: Array<{ type: string; status: string }> };
}

const TIMEOUT_MS = 30_000;

/** Applies CustomResourceDefinitions and resolves when the API server serves all of them. */
export async function applyDefinitions(
  client: KubeClient,
  definitions: readonly KubeObject[],
): Promise<void> {
  await applyManifests(client, definitions);
  const deadline = performance.now() + TIMEOUT_MS;
  for (const { metadata } of definitions) {
    while (!(await isEstablished(client, metadata.name))) {
      if (performance.now() > deadline) {
        throw new Error(`The API server does not serve ${metadata.name}`);
      }
      await sleep(50);
    }
  }
}

async function isEstablished(
  client: KubeClient,
  name: string,
): Promise<boolean> {
  const definition = await client.get<Definition>(
    manifestResource('CustomResourceDefinition'),
    { name },
  );
  return Boolean(
    definition.status?.conditions?.some(
      condition =>
        condition.type === 'Established' && condition.status === 'True',
    ),
  );
}
