import { mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  isResourcePermission,
} from '@backstage/plugin-permission-common';
import { RESOURCE_TYPE_DPU_CLUSTER } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  createDpuClusterConditionalDecision,
  dpuClusterConditions,
} from '../permissions/rules';

/** A policy by which only members of team-a may have the named permissions, for what team-a owns. */
export function ownersOnly(...names: string[]) {
  return ownedBy(['group:default/team-a'], ...names);
}

/** A policy by which a caller may have the named permissions only for what one of these claims owns. */
export function ownedBy(claims: string[], ...names: string[]) {
  return mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(() => ({ result: AuthorizeResult.ALLOW })),
    authorizeConditional: async requests =>
      requests.map(({ permission }) =>
        names.includes(permission.name) &&
        isResourcePermission(permission, RESOURCE_TYPE_DPU_CLUSTER)
          ? createDpuClusterConditionalDecision(
              permission,
              dpuClusterConditions.isOwner({ claims }),
            )
          : { result: AuthorizeResult.ALLOW },
      ),
  });
}
