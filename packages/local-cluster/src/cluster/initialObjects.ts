import {
  KubeClient,
  KubeObject,
  isNotFound,
} from '@dpf-portal/kube-controller';
import path from 'node:path';
import {
  applyDefinitions,
  applyManifests,
} from '../manifests/applyDefinitions';
import { manifestResource } from '../manifests/manifestResources';
import { readManifests } from '../manifests/readManifests';

const DEFINITION = 'CustomResourceDefinition';
/** Earlier versions applied this role. It may exist in an old state directory and grants more than `deploy/rbac`. */
const RETIRED = { name: 'local-cluster-secrets-everywhere' };

/** The objects that a new management cluster starts with. */
export interface InitialObjects {
  definitions: KubeObject[];
  namespaces: KubeObject[];
  others: KubeObject[];
}

/**
 * Reads the objects of `deploy/` except its definitions, and of the software that a lab would install.
 *
 * @param installed - Files, folders or objects.
 */
export async function readInitialObjects(
  deployDir: string,
  installed: ReadonlyArray<string | KubeObject>,
): Promise<InitialObjects> {
  const places = ['namespaces.yaml', 'rbac', 'admission', 'examples'].map(
    name => path.join(deployDir, name),
  );
  const read = [...places, ...installed].map(async source =>
    typeof source === 'string' ? readManifests(source) : [source],
  );
  const objects = (await Promise.all(read)).flat();
  return {
    definitions: objects.filter(({ kind }) => kind === DEFINITION),
    namespaces: objects.filter(({ kind }) => kind === 'Namespace'),
    others: objects.filter(
      ({ kind }) => kind !== DEFINITION && kind !== 'Namespace',
    ),
  };
}

/** Applies the objects in the order of their dependencies. */
export async function applyInitialObjects(
  client: KubeClient,
  objects: InitialObjects,
): Promise<void> {
  await Promise.all([
    applyDefinitions(client, objects.definitions),
    applyManifests(client, objects.namespaces),
  ]);
  await applyManifests(client, objects.others);
  await Promise.all(
    ['ClusterRoleBinding', 'ClusterRole'].map(kind => retire(client, kind)),
  );
}

async function retire(client: KubeClient, kind: string): Promise<void> {
  try {
    await client.delete(manifestResource(kind), RETIRED);
  } catch (error) {
    if (!isNotFound(error)) {
      throw error;
    }
  }
}
