import { DpuCluster, QuotaUse, describeQuotaUse } from '@dpf-portal/dpf-model';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { attributesOf } from '../permissions/attributesOf';
import { RequestProblemError, toPortalError } from '../requests/requestErrors';
import { dpuClusterResource } from '../requests/toDpuCluster';
import { ClusterReservations } from './ClusterReservations';

function namesOf(
  clusters: readonly DpuCluster[],
  managementCluster: string,
  owner: string,
): string[] {
  return clusters
    .filter(cluster => attributesOf(managementCluster, cluster).owner === owner)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
}

/** How many clusters of an owner the portal sees; `undefined` where there is no limit. */
export function quotaUseOf(
  { settings, connection }: HostedManagementCluster,
  owner: string,
): QuotaUse | undefined {
  const limit = settings.policy.clustersPerGroup;
  return limit === undefined
    ? undefined
    : {
        owner,
        limit,
        clusters: namesOf(connection.clusters(), settings.name, owner).length,
      };
}

/** Enforces `policy.clustersPerGroup`, over all replicas. */
export class ClusterQuota {
  readonly #reservations: ClusterReservations;

  constructor(reservations: ClusterReservations) {
    this.#reservations = reservations;
  }

  /**
   * Runs `make`, which gives the owner one more cluster, if the quota has room for it.
   *
   * @throws RequestProblemError with the numbers when it has not.
   */
  async within<T>(
    hosted: HostedManagementCluster,
    place: {
      owner: string;
      /** `namespace/name`. */
      cluster: string;
      /** Nothing is made, so no place is held. */
      dryRun?: boolean;
    },
    make: () => Promise<T>,
  ): Promise<T> {
    const { settings } = hosted;
    const { owner, cluster, dryRun = false } = place;
    const limit = settings.policy.clustersPerGroup;
    if (limit === undefined) {
      return make();
    }
    // Reservations are read before the clusters: one that has ended meanwhile is among the clusters.
    const reservation = dryRun
      ? undefined
      : await this.#reservations.reserve({
          managementCluster: settings.name,
          owner,
          cluster,
        });
    try {
      const existing = await listLive(hosted);
      const taken = new Set([
        ...namesOf(existing, settings.name, owner),
        ...(reservation?.others ?? []),
      ]);
      taken.delete(cluster);
      if (taken.size >= limit) {
        throw new RequestProblemError([
          {
            field: 'owner',
            reason: `${owner} has ${describeQuotaUse({
              owner,
              clusters: taken.size,
              limit,
            })} on ${
              settings.name
            }. Retire one, or ask the platform team for a higher limit.`,
          },
        ]);
      }
      return await make();
    } finally {
      await reservation?.end();
    }
  }
}

/** All clusters as the API server has them now: a replica's store may not have those that another one just made. */
async function listLive({
  connection,
  settings,
}: HostedManagementCluster): Promise<DpuCluster[]> {
  const found: DpuCluster[] = [];
  try {
    for (const api of connection.capabilities()?.apis ?? []) {
      for (const namespace of settings.namespaces ?? [undefined]) {
        const clusters = await connection.client.listAll<DpuCluster>(
          dpuClusterResource(api),
          { namespace },
        );
        found.push(...clusters);
      }
    }
  } catch (error) {
    throw toPortalError(error, settings.name);
  }
  return found;
}
