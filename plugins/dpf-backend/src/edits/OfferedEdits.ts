import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  dpuClusterLockPermission,
  dpuClusterUpdatePermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { ClusterEdits, editsOf } from '@dpf-portal/dpf-model';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { LocatedCluster } from '../reads/locate';
import { writeProblem } from '../requests/chooseManagementCluster';
import { PortalRights } from './PortalRights';

/** The edits of one cluster that a caller is offered. */
export class OfferedEdits {
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #rights: PortalRights;

  constructor(options: {
    authorizer: DpuClusterAuthorizer;
    rights: PortalRights;
  }) {
    this.#authorizer = options.authorizer;
    this.#rights = options.rights;
  }

  async for(
    found: LocatedCluster,
    credentials: BackstageCredentials,
  ): Promise<ClusterEdits> {
    const { hosted, cluster } = found;
    const attributes = attributesOf(hosted.settings.name, cluster);
    const [update, lock] = await Promise.all(
      [dpuClusterUpdatePermission, dpuClusterLockPermission].map(
        async permission => {
          const allows = await this.#authorizer.check(permission, credentials);
          return allows(attributes);
        },
      ),
    );
    return editsOf(cluster, hosted.connection.world(hosted.roles()), {
      title: hosted.settings.title ?? hosted.settings.name,
      stopped: writeProblem(hosted),
      may: { update, lock },
      portalMay: this.#rights.of(found),
    });
  }
}
