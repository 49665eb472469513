import {
  KubeClient,
  KubeObject,
  ResourceType,
} from '@dpf-portal/kube-controller';

const CLUSTER_ROLES: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  plural: 'clusterroles',
  kind: 'ClusterRole',
  namespaced: false,
};

interface ClusterRole extends KubeObject {
  rules?: object[];
}

/** The default ClusterRoles for users, each with all rules of the ones before. */
const DEFAULT_ROLES = ['view', 'edit', 'admin'];

/**
 * Fills in the rules of Kubernetes' default roles for users, as the controller-manager of a tenant does; here none runs,
 * and the roles would allow nothing.
 */
export async function aggregateRoles(client: KubeClient): Promise<void> {
  const rules: object[] = [];
  for (const name of DEFAULT_ROLES) {
    const part = await client.get<ClusterRole>(CLUSTER_ROLES, {
      name: `system:aggregate-to-${name}`,
    });
    rules.push(...(part.rules ?? []));
    await client.mergePatch(CLUSTER_ROLES, { name }, { rules });
  }
}
