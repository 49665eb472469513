import {
  KubeClient,
  KubeObject,
  retryClassOf,
  systemClock,
} from '@dpf-portal/kube-controller';
import { manifestResource } from './manifestResources';

/** Applies objects in parallel. None of them may depend on another one. */
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

interface Definition extends KubeObject {
  spec: {
    group: string;
    names: { kind: string; plural: string };
    scope: 'Namespaced' | 'Cluster';
    versions: Array<{ name: string; storage: boolean }>;
  };
  status?: { conditions?: Array<{ type: string; status: string }> };
}

const TIMEOUT_MS = 30_000;

/** Applies CustomResourceDefinitions. Resolves when the API server serves all of them. */
export async function applyDefinitions(
  client: KubeClient,
  definitions: readonly KubeObject[],
): Promise<void> {
  await applyManifests(client, definitions);
  const deadline = performance.now() + TIMEOUT_MS;
  for (const { metadata } of definitions) {
    while (!(await isServed(client, metadata.name))) {
      if (performance.now() > deadline) {
        throw new Error(`The API server does not serve ${metadata.name}`);
      }
      await systemClock.sleep(50);
    }
  }
}

async function isServed(client: KubeClient, name: string): Promise<boolean> {
  const definition = await client.get<Definition>(
    manifestResource('CustomResourceDefinition'),
    { name },
  );
  const established = definition.status?.conditions?.some(
    condition =>
      condition.type === 'Established' && condition.status === 'True',
  );
  return Boolean(established) && (await isListed(client, definition));
}

/** Waits until the resource can be listed: after a definition is established, its storage still has to start. */
async function isListed(
  client: KubeClient,
  { spec }: Definition,
): Promise<boolean> {
  const version = spec.versions.find(({ storage }) => storage);
  try {
    await client.list(
      {
        group: spec.group,
        version: version?.name ?? '',
        plural: spec.names.plural,
        kind: spec.names.kind,
        namespaced: spec.scope === 'Namespaced',
      },
      { limit: 1 },
    );
    return true;
  } catch (error) {
    if (retryClassOf(error) === 'retry') {
      return false;
    }
    throw error;
  }
}
