import {
  CORE_RESOURCES,
  KubeClient,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

const RBAC = path.resolve(__dirname, '../../deploy/charts/dpf-portal/rbac');
const TEMPLATE = 'dpf-clusters';
const ROLE_BINDINGS: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'rolebindings',
  kind: 'RoleBinding',
  namespaced: true,
};

/** The RoleBindings of `deploy/charts/dpf-portal/rbac` for a namespace with clusters. */
function bindingsOfTemplate(): KubeObject[] {
  return fs
    .readdirSync(RBAC)
    .flatMap(file =>
      parseAllDocuments(fs.readFileSync(path.join(RBAC, file), 'utf8')),
    )
    .map((document): KubeObject => document.toJS())
    .filter(
      ({ kind, metadata }) =>
        kind === ROLE_BINDINGS.kind && metadata.namespace === TEMPLATE,
    );
}

/** Creates another namespace for clusters, with the same bindings as `dpf-clusters`. */
export async function createClusterNamespace(
  client: KubeClient,
  name: string,
): Promise<void> {
  await client.create(CORE_RESOURCES.namespaces, { metadata: { name } });
  for (const binding of bindingsOfTemplate()) {
    await client.create(ROLE_BINDINGS, {
      ...binding,
      metadata: { ...binding.metadata, namespace: name },
    });
  }
}
