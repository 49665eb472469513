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
  dpuClusterAssignOwnerPermission,
  dpuClusterChooseAddressPermission,
  dpuClusterReadPermission,
  dpuClusterUseSecretPermission,
  platformReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/** @see ExamplePolicy @public */
export interface ExamplePolicyOptions {
  /** Entity ref of the group that runs the platform, as `group:default/platform`. */
  platformOwner?: string;
}

/**
 * An example policy. Everyone sees every DPU cluster. Owners may do everything with their clusters, and a requester
 * must be one of the owners. Nobody may transfer a cluster to others, register a Secret of another owner, or choose an
 * address outside the network's ranges. The platform's page, and DPUs without a cluster, are for members of the platform's
 * group. Only the user who started a scaffolder task may read and cancel it. Everything else is allowed.
 *
 * @public
 */
export class ExamplePolicy implements PermissionPolicy {
  readonly #platformOwner?: string;

  constructor(options: ExamplePolicyOptions = {}) {
    this.#platformOwner = options.platformOwner?.toLowerCase();
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    // A task shows its user's form input.
    if (isResourcePermission(permission, RESOURCE_TYPE_SCAFFOLDER_TASK)) {
      return createScaffolderTaskConditionalDecision(
        permission,
        scaffolderTaskConditions.isTaskOwner({
          createdBy: user ? [user.info.userEntityRef] : [],
        }),
      );
    }
    if (isPermission(permission, platformReadPermission)) {
      return this.#isOfPlatform(user) ? ALLOW : DENY;
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
      isPermission(permission, dpuClusterChooseAddressPermission)
    ) {
      return DENY;
    }
    // The decision depends on the cluster. For a request it is the future cluster.
    return createDpuClusterConditionalDecision(
      permission,
      dpuClusterConditions.isOwner({
        claims: user?.info.ownershipEntityRefs ?? [],
      }),
    );
  }

  #isOfPlatform(user: PolicyQueryUser | undefined): boolean {
    return Boolean(
      user?.info.ownershipEntityRefs.some(
        ref => ref.toLowerCase() === this.#platformOwner,
      ),
    );
  }
}
