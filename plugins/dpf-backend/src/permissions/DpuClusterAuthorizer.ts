import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  DpuClusterAttributes,
  dpuClusterPermissionResourceRef,
} from './dpuClusterResourceRef';

/** Checks one cluster. Created once per request and applied to each cluster. */
export type DpuClusterCheck = (cluster: DpuClusterAttributes) => boolean;

/** Asks the permission policy once per request and applies its conditions in memory. */
export class DpuClusterAuthorizer {
  readonly #permissions: PermissionsService;
  readonly #applies: (
    decision: PolicyDecision,
    cluster: DpuClusterAttributes | undefined,
  ) => boolean;

  /** The registry must know the resource type already. */
  static create(options: {
    permissions: PermissionsService;
    permissionsRegistry: PermissionsRegistryService;
  }): DpuClusterAuthorizer {
    return new DpuClusterAuthorizer(
      options.permissions,
      createConditionAuthorizer(
        options.permissionsRegistry.getPermissionRuleset(
          dpuClusterPermissionResourceRef,
        ),
      ),
    );
  }

  private constructor(
    permissions: PermissionsService,
    applies: (
      decision: PolicyDecision,
      cluster: DpuClusterAttributes | undefined,
    ) => boolean,
  ) {
    this.#permissions = permissions;
    this.#applies = applies;
  }

  /** Returns a check for the clusters that the caller has this permission for. */
  async check(
    permission: ResourcePermission,
    credentials: BackstageCredentials,
  ): Promise<DpuClusterCheck> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission }],
      { credentials },
    );
    return cluster => this.#applies(decision, cluster);
  }

  /** Throws unless the caller has this permission for this cluster. */
  async assert(
    permission: ResourcePermission,
    cluster: DpuClusterAttributes,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const allows = await this.check(permission, credentials);
    if (!allows(cluster)) {
      throw new NotAllowedError(
        `You have no permission ${permission.name} for ${cluster.namespace}/${cluster.name}.`,
      );
    }
  }

  /** Throws when the caller has none of these permissions for any cluster. */
  async assertForSome(
    permissions: ResourcePermission[],
    credentials: BackstageCredentials,
  ): Promise<void> {
    const decisions = await this.#permissions.authorizeConditional(
      permissions.map(permission => ({ permission })),
      { credentials },
    );
    if (decisions.every(({ result }) => result === AuthorizeResult.DENY)) {
      const names = permissions.map(({ name }) => name).join(' or ');
      throw new NotAllowedError(`You have no permission ${names}.`);
    }
  }

  /** Whether the caller has this permission, which does not refer to a single cluster. */
  async allowsBasic(
    permission: BasicPermission,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const [decision] = await this.#permissions.authorize([{ permission }], {
      credentials,
    });
    return decision.result === AuthorizeResult.ALLOW;
  }

  /** Throws unless the caller has this permission, which does not refer to a single cluster. */
  async assertBasic(
    permission: BasicPermission,
    credentials: BackstageCredentials,
  ): Promise<void> {
    if (!(await this.allowsBasic(permission, credentials))) {
      throw new NotAllowedError(`You have no permission ${permission.name}.`);
    }
  }
}
