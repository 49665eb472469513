import { KubeClient, KubeObject } from '@dpf-portal/kube-controller';
import path from 'node:path';
import { applyDefinitions, applyManifests, readManifests } from '../manifests';

const DEFINITION = 'CustomResourceDefinition';

/** What goes into an empty management cluster. */
export interface Furniture {
  definitions: KubeObject[];
  namespaces: KubeObject[];
  others: KubeObject[];
}

/** Reads `deploy/` and, from further places, what stands for software that a lab would install. */
export async function readFurniture(
  deployDir: string,
  others: readonly string[],
): Promise<Furniture> {
  const places = ['crds', 'namespaces.yaml', 'rbac', 'admission']
    .map(name => path.join(deployDir, name))
    .concat(others);
  const objects = (await Promise.all(places.map(readManifests))).flat();
  return {
    definitions: objects.filter(({ kind }) => kind === DEFINITION),
    namespaces: objects.filter(({ kind }) => kind === 'Namespace'),
    others: objects.filter(
      ({ kind }) => kind !== DEFINITION && kind !== 'Namespace',
    ),
  };
}

/** Applies it in the order in which one needs the other. */
export async function furnish(
  client: KubeClient,
  furniture: Furniture,
): Promise<void> {
  await Promise.all([
    applyDefinitions(client, furniture.definitions),
    applyManifests(client, furniture.namespaces),
  ]);
  await applyManifests(client, furniture.others);
}
