import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  DpuClusterList,
  DpuClusterListItem,
  DpuClusterListQuery,
  DpuClusterView,
  dpuClusterReadPermission,
  toDpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  CredentialRole,
  DpuCluster,
  DpuClusterRef,
  Finding,
  FindingWho,
  World,
  attentionOf,
  lastChangeOf,
  withAcknowledgements,
  worstProblem,
} from '@dpf-portal/dpf-model';
import { Acknowledgements } from '../acknowledgements/Acknowledgements';
import { SignalKeys } from '../live/SignalKeys';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import { findLive } from '../managementClusters/findLive';
import { DpuClusterAuthorizer } from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { toPortalError } from '../requests/requestErrors';
import { ClusterOrder, decodeCursor, encodeCursor } from './orderClusters';
import {
  ClusterAssessment,
  ClusterAssessments,
  awayFinding,
} from './ClusterAssessments';
import { filterAssessed, filterClusters } from './filterClusters';
import { LocatedCluster, groupMeant, located } from './locate';
import { ListCaller, NO_CALLER, actorOf } from './needsFor';
import { overviewOf } from './overviewOf';
import { sourceWithUnchecked } from './toManagementCluster';

const DEFAULT_LIMIT = 100;

/** What a list says of a cluster beside its view. */
function listedFacts(
  { cluster }: LocatedCluster,
  { findings }: DpuClusterView,
  actor: FindingWho | undefined,
): Pick<DpuClusterListItem, 'problem' | 'lastChangeAt'> {
  return {
    problem: worstProblem(attentionOf(cluster, findings), actor),
    lastChangeAt: lastChangeOf(cluster, findings),
  };
}

/** Reads the clusters that the caller may see from the watch stores. */
export class DpuClusterReader {
  readonly #managementClusters: ManagementClusters;
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #assessments: ClusterAssessments;
  readonly #acknowledgements: Pick<Acknowledgements, 'of' | 'refresh'>;
  readonly #signalKeys: Pick<SignalKeys, 'of'>;
  readonly #entityNamespace?: string;
  readonly #accessRoles: readonly CredentialRole[];
  readonly #platformOwner?: string;

  static create(options: {
    managementClusters: ManagementClusters;
    authorizer: DpuClusterAuthorizer;
    assessments: ClusterAssessments;
    acknowledgements: Pick<Acknowledgements, 'of' | 'refresh'>;
    signalKeys: Pick<SignalKeys, 'of'>;
    /** Namespace of the clusters' catalog entities. */
    entityNamespace?: string;
    /** The roles of credentials that the portal offers. */
    accessRoles?: readonly CredentialRole[];
    /** Entity ref of the platform's team. */
    platformOwner?: string;
  }): DpuClusterReader {
    return new DpuClusterReader(options);
  }

  private constructor(options: {
    managementClusters: ManagementClusters;
    authorizer: DpuClusterAuthorizer;
    assessments: ClusterAssessments;
    acknowledgements: Pick<Acknowledgements, 'of' | 'refresh'>;
    signalKeys: Pick<SignalKeys, 'of'>;
    entityNamespace?: string;
    accessRoles?: readonly CredentialRole[];
    platformOwner?: string;
  }) {
    this.#managementClusters = options.managementClusters;
    this.#authorizer = options.authorizer;
    this.#assessments = options.assessments;
    this.#acknowledgements = options.acknowledgements;
    this.#signalKeys = options.signalKeys;
    this.#entityNamespace = options.entityNamespace;
    this.#accessRoles = options.accessRoles ?? [];
    this.#platformOwner = options.platformOwner;
  }

  /**
   * Returns one page. Clusters of an unreachable management cluster come from its store, and `sources` says how old
   * that is.
   */
  async list(
    query: DpuClusterListQuery,
    credentials: BackstageCredentials,
    caller: ListCaller = NO_CALLER,
  ): Promise<DpuClusterList> {
    if (query.cursor && query.offset) {
      throw new InputError('Give a cursor or an offset, not both.');
    }
    await this.#acknowledgements.refresh();
    const order = ClusterOrder.parse(query.orderBy);
    const after = query.cursor ? decodeCursor(query.cursor) : undefined;
    const mayRead = await this.#authorizer.check(
      dpuClusterReadPermission,
      credentials,
    );
    if (query.overview) {
      // The numbers are of all clusters, whose findings take a second together where there are some hundred.
      for (const hosted of this.#managementClusters.list()) {
        await this.#assessments.renew(hosted);
      }
    }
    const assess = this.#assessor();
    const readable = (hosted: HostedManagementCluster) =>
      hosted.connection
        .clusters()
        .filter(cluster => mayRead(attributesOf(hosted.settings.name, cluster)))
        .map(cluster => located(hosted, cluster));
    const chosen = this.#managementClusters
      .list()
      .filter(
        ({ settings }) =>
          !query.managementCluster || settings.name === query.managementCluster,
      );
    const isAssessedAs = filterAssessed(query, caller);
    const matching = chosen
      .flatMap(readable)
      .filter(filterClusters(query, caller))
      .filter(found => isAssessedAs(found, () => assess(found)))
      .map(found => ({
        found,
        position: order.positionOf(found, () => assess(found)),
      }))
      .sort((a, b) => order.compare(a.position, b.position));
    const rest = after
      ? matching.filter(({ position }) => order.compare(position, after) > 0)
      : matching.slice(query.offset ?? 0);
    const page = rest.slice(0, query.limit ?? DEFAULT_LIMIT);
    const last = page.at(-1);
    const actor = actorOf(query.needs);
    const all = this.#managementClusters.list();
    return {
      items: this.views(
        page.map(({ found }) => found),
        // They are known already.
        query.overview ? found => assess(found).findings : undefined,
      ).map((view, nth) => ({
        ...view,
        ...listedFacts(page[nth].found, view, actor),
      })),
      totalItems: matching.length,
      pageInfo:
        last && page.length < rest.length
          ? { nextCursor: encodeCursor(last.position) }
          : {},
      sources: await Promise.all(
        chosen.map(hosted => sourceWithUnchecked(hosted)),
      ),
      ...(query.overview && {
        overview: overviewOf(
          all
            .flatMap(readable)
            .map(found => ({ found, assessment: assess(found) })),
          all,
          caller,
        ),
      }),
    };
  }

  /** Assesses clusters as they are when it is called first. */
  #assessor(): (found: LocatedCluster) => ClusterAssessment {
    const assessors = new Map<
      HostedManagementCluster,
      (cluster: DpuCluster) => ClusterAssessment
    >();
    return ({ hosted, cluster }) => {
      const assess = assessors.get(hosted) ?? this.#assessments.of(hosted);
      assessors.set(hosted, assess);
      return assess(cluster);
    };
  }

  /**
   * Returns one cluster. If the store does not have it, the server is asked once, because the store may not have a
   * cluster that was just requested. A cluster that the caller may not read is not found.
   */
  async get(
    ref: DpuClusterRef,
    credentials: BackstageCredentials,
  ): Promise<LocatedCluster> {
    await this.#acknowledgements.refresh();
    const hosted = this.#managementClusters.get(ref.managementCluster);
    const found = hosted && (await this.#find(hosted, ref));
    const mayRead = await this.#authorizer.check(
      dpuClusterReadPermission,
      credentials,
    );
    if (
      !found ||
      !mayRead(attributesOf(ref.managementCluster, found.cluster))
    ) {
      throw new NotFoundError(
        `There is no DPU cluster ${ref.managementCluster}/${ref.namespace}/${ref.name}.`,
      );
    }
    return found;
  }

  async #find(
    hosted: HostedManagementCluster,
    ref: DpuClusterRef,
  ): Promise<LocatedCluster | undefined> {
    const { connection } = hosted;
    const group = groupMeant(connection.capabilities(), ref.group);
    const known = connection.cluster(group, ref.namespace, ref.name);
    if (known) {
      return located(hosted, known);
    }
    try {
      const live = await findLive(connection, group, ref.namespace, ref.name);
      return live && located(hosted, live);
    } catch (error) {
      throw toPortalError(error, hosted.settings.name);
    }
  }

  /**
   * The views of clusters. The caller must be allowed to read them. `knownFindings` saves finding them again, and has that
   * of a management cluster that is away, and the acknowledgements.
   */
  views(
    clusters: readonly LocatedCluster[],
    knownFindings?: (found: LocatedCluster) => Finding[],
  ): DpuClusterView[] {
    const worlds = new Map<HostedManagementCluster, World>();
    return clusters.map(found => {
      const { hosted, cluster } = found;
      const world =
        worlds.get(hosted) ?? hosted.connection.world(hosted.roles());
      worlds.set(hosted, world);
      const view: DpuClusterView = {
        ...toDpuClusterView(cluster, world, {
          entityNamespace: this.#entityNamespace,
          findings: knownFindings?.(found),
        }),
        ...(this.#accessRoles.length && {
          accessRoles: [...this.#accessRoles],
        }),
        platformOwner: this.#platformOwner,
        signalKey: this.#signalKeys.of(cluster.metadata.uid ?? ''),
      };
      if (knownFindings) {
        return view;
      }
      const away = awayFinding(hosted);
      const { managementCluster, uid, findings } = view;
      return {
        ...view,
        findings: [
          ...(away ? [away] : []),
          ...withAcknowledgements(
            findings,
            this.#acknowledgements.of(managementCluster, uid),
          ),
        ],
      };
    });
  }

  view(found: LocatedCluster): DpuClusterView {
    return this.views([found])[0];
  }
}
