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
/**
 * What earlier versions applied, as kind and name. It may exist in an old state directory: a role that grants more than
 * `deploy/charts/dpf-portal/rbac`, and the policy that denied what `deploy/charts/dpf-portal/admission` warns of now.
 */
const RETIRED: ReadonlyArray<[kind: string, name: string]> = [
  ['ClusterRoleBinding', 'local-cluster-secrets-everywhere'],
  ['ClusterRole', 'local-cluster-secrets-everywhere'],
  ['ValidatingAdmissionPolicyBinding', 'dpf-portal-dpuclusters'],
  ['ValidatingAdmissionPolicy', 'dpf-portal-dpuclusters'],
];

/** The objects that a new management cluster starts with. */
export interface InitialObjects {
  definitions: KubeObject[];
  namespaces: KubeObject[];
  others: KubeObject[];
}

/**
 * Reads the plain objects of the Helm chart's folder, and of the software that a lab would install.
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
  const isApplied = ([kind, name]: (typeof RETIRED)[number]) =>
    objects.others.some(
      object => object.kind === kind && object.metadata.name === name,
    );
  await Promise.all(
    RETIRED.filter(one => !isApplied(one)).map(([kind, name]) =>
      retire(client, kind, name),
    ),
  );
}

async function retire(
  client: KubeClient,
  kind: string,
  name: string,
): Promise<void> {
  try {
    await client.delete(manifestResource(kind), { name });
  } catch (error) {
    if (!isNotFound(error)) {
      throw error;
    }
  }
}
