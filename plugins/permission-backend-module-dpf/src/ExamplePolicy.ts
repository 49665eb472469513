import {
  AuthorizeResult,
  PolicyDecision,
  isPermission,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import { RESOURCE_TYPE_SCAFFOLDER_TASK } from '@backstage/plugin-scaffolder-common/alpha';
// eslint-disable-next-line @backstage/no-mixed-plugin-imports -- a plugin exports the conditions of its resources, as the scaffolder does
import {
  createDpuClusterConditionalDecision,
  dpuClusterConditions,
} from '@dpf-portal/backstage-plugin-dpf-backend';
import {
  RESOURCE_TYPE_DPU_CLUSTER,
  dpuClusterAdminKubeconfigReadPermission,
  dpuClusterAssignOwnerPermission,
  dpuClusterChooseAddressPermission,
  dpuClusterReadPermission,
  dpuClusterUseSecretPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * An example to start from. Everyone sees every DPU cluster. Owners may do everything with their clusters, and whoever
 * asks for one must be among its owners. Nobody gives a cluster to others, registers a Secret that names another owner,
 * takes an address that is not its network's or reads admin kubeconfigs. Only who started a scaffolder task sees and
 * cancels it. Everything else is allowed.
 *
 * @public
 */
export class ExamplePolicy implements PermissionPolicy {
  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    // A task shows what its user typed into the form.
    if (isResourcePermission(permission, RESOURCE_TYPE_SCAFFOLDER_TASK)) {
      return createScaffolderTaskConditionalDecision(
        permission,
        scaffolderTaskConditions.isTaskOwner({
          createdBy: user ? [user.info.userEntityRef] : [],
        }),
      );
    }
    if (!isResourcePermission(permission, RESOURCE_TYPE_DPU_CLUSTER)) {
      return ALLOW;
    }
    if (isPermission(permission, dpuClusterReadPermission)) {
      return ALLOW;
    }
    if (
      isPermission(permission, dpuClusterAssignOwnerPermission) ||
      isPermission(permission, dpuClusterUseSecretPermission) ||
      isPermission(permission, dpuClusterChooseAddressPermission) ||
      isPermission(permission, dpuClusterAdminKubeconfigReadPermission)
    ) {
      return DENY;
    }
    // The decision is made for each cluster; for a request that is the cluster to be.
    return createDpuClusterConditionalDecision(
      permission,
      dpuClusterConditions.isOwner({
        claims: user?.info.ownershipEntityRefs ?? [],
      }),
    );
  }
}
