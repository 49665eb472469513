import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  ClusterHistory,
  RetiredCluster,
  RetiredClusterList,
  RetiringCluster,
  dpuClusterReadPermission,
} from '@dpf-portal/backstage-plugin-dpf-common';
import {
  findingsOf,
  whatRemains,
  whatRemainsOfGone,
} from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { ManagementClusters } from '../managementClusters/ManagementClusters';
import {
  DpuClusterAuthorizer,
  DpuClusterCheck,
} from '../permissions/DpuClusterAuthorizer';
import { attributesOf } from '../permissions/attributesOf';
import { LocatedCluster, located } from '../reads/locate';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { ClusterRecord, ClusterRecords } from './ClusterRecords';
import { FindingPeriods } from './FindingPeriods';
import { ClusterId, toRecordedCluster } from './recordedCluster';
import {
  conditionPeriods,
  isSince,
  phasePeriods,
  settingChangesOf,
  upgradesOf,
} from './periodsOf';

/** The most changes, findings and phases, each, of one answer. */
const MOST_ROWS = 1_000;
/** The most clusters of one answer. */
const MOST_RETIRED = 200;
/** So many are read, of which the caller may see some. */
const MOST_READ = 2_000;

/** Reads what happened to clusters, also to those that are gone. */
export class ClusterHistories {
  readonly #transitions: PhaseTransitions;
  readonly #records: ClusterRecords;
  readonly #findings: FindingPeriods;
  readonly #managementClusters: ManagementClusters;
  readonly #authorizer: DpuClusterAuthorizer;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(options: {
    transitions: PhaseTransitions;
    records: ClusterRecords;
    findings: FindingPeriods;
    managementClusters: ManagementClusters;
    authorizer: DpuClusterAuthorizer;
    clock: Pick<Clock, 'now'>;
  }) {
    this.#transitions = options.transitions;
    this.#records = options.records;
    this.#findings = options.findings;
    this.#managementClusters = options.managementClusters;
    this.#authorizer = options.authorizer;
    this.#clock = options.clock;
  }

  /** The history of a cluster that is there. The caller must be allowed to read it. */
  async of(
    { hosted, cluster }: LocatedCluster,
    since?: string,
  ): Promise<ClusterHistory> {
    const { uid = '', creationTimestamp } = cluster.metadata;
    const id = { managementCluster: hosted.settings.name, uid };
    const from = momentOf(since);
    return this.#read(id, await this.#records.find(id), {
      since: from,
      createdAt: creationTimestamp,
    });
  }

  /** The history of a cluster by its uid, whether or not it is there; not found if the caller may not read it. */
  async ofUid(
    id: ClusterId,
    credentials: BackstageCredentials,
    since?: string,
  ): Promise<ClusterHistory> {
    const from = momentOf(since);
    const mayRead = await this.#mayRead(credentials);
    const record = await this.#records.find(id);
    if (!record || !this.#isVisible(record, mayRead)) {
      throw new NotFoundError(
        `The history has no DPU cluster with uid ${id.uid} on ${id.managementCluster}.`,
      );
    }
    return this.#read(id, record, { since: from });
  }

  /** The clusters that are being retired, and those that are gone. */
  async retired(
    credentials: BackstageCredentials,
  ): Promise<RetiredClusterList> {
    const mayRead = await this.#mayRead(credentials);
    const gone = (await this.#records.listGone(MOST_READ)).filter(record =>
      this.#isVisible(record, mayRead),
    );
    return {
      going: await this.#going(mayRead),
      items: gone
        .slice(0, MOST_RETIRED)
        .map(({ cluster }) => this.#withRemains(cluster)),
      truncated: gone.length > MOST_RETIRED,
    };
  }

  async #read(
    id: ClusterId,
    record: ClusterRecord | undefined,
    { since, createdAt }: { since?: string; createdAt?: string },
  ): Promise<ClusterHistory> {
    const [transitions, changes, findings] = await Promise.all([
      this.#transitions.list(id.uid, MOST_ROWS + 1),
      this.#records.log.list(id, MOST_ROWS + 1),
      this.#findings.list(id, { since, limit: MOST_ROWS + 1 }),
    ]);
    const all = [transitions, changes, findings];
    const end = record?.cluster.until;
    const after = ({ at }: { at: string }) => !since || at >= since;
    const created = momentOf(record?.cluster.from ?? createdAt);
    const now = new Date(this.#clock.now()).toISOString();
    return {
      ...(record && { cluster: record.cluster }),
      from: since ?? created ?? now,
      until: end ?? now,
      items: newest(transitions).filter(after),
      phases: phasePeriods(newest(transitions), end).filter(isSince(since)),
      conditions: conditionPeriods(newest(changes), end).filter(isSince(since)),
      findings: newest(findings),
      upgrades: upgradesOf(newest(changes)).filter(after),
      changes: settingChangesOf(newest(changes)).filter(after),
      truncated: all.some(rows => rows.length > MOST_ROWS),
    };
  }

  async #going(mayRead: DpuClusterCheck): Promise<RetiringCluster[]> {
    const all = this.#managementClusters.list().flatMap(hosted =>
      hosted.connection
        .clusters()
        .filter(({ metadata }) => metadata.deletionTimestamp)
        .filter(cluster => mayRead(attributesOf(hosted.settings.name, cluster)))
        .map(cluster => located(hosted, cluster)),
    );
    const retiredBy = all.length
      ? await this.#records.retiredBy(
          all.map(({ cluster }) => cluster.metadata.uid ?? ''),
        )
      : new Map<string, string>();
    return all
      .map(found => toRetiring(found, retiredBy))
      .sort((a, b) => a.from.localeCompare(b.from));
  }

  #withRemains(cluster: ClusterRecord['cluster']): RetiredCluster {
    const { managementCluster, uid, until = '' } = cluster;
    const hosted = this.#managementClusters.get(managementCluster);
    const { reachable, synced } = hosted?.connection.status() ?? {};
    return {
      ...cluster,
      until,
      ...(hosted &&
        reachable &&
        synced && {
          remains: whatRemainsOfGone(
            uid,
            hosted.connection.world([]).runningEndpoints(),
          ),
        }),
    };
  }

  async #mayRead(credentials: BackstageCredentials): Promise<DpuClusterCheck> {
    return this.#authorizer.check(dpuClusterReadPermission, credentials);
  }

  /** Of a cluster that is gone, what it was last counts. */
  #isVisible(
    { cluster, attributes }: ClusterRecord,
    mayRead: DpuClusterCheck,
  ): boolean {
    const { managementCluster, uid } = cluster;
    const now = this.#managementClusters
      .get(managementCluster)
      ?.connection.clusterByUid(uid);
    return mayRead(now ? attributesOf(managementCluster, now) : attributes);
  }
}

function toRetiring(
  { hosted, cluster, ref }: LocatedCluster,
  retiredBy: ReadonlyMap<string, string>,
): RetiringCluster {
  const world = hosted.connection.world(hosted.roles());
  const { uid = '', creationTimestamp, deletionTimestamp } = cluster.metadata;
  const { managementCluster, group } = ref;
  const blockedBy = findingsOf(cluster, world).find(
    ({ code }) => code === 'DeletionBlocked',
  );
  const by = retiredBy.get(uid);
  return {
    ...toRecordedCluster(
      { managementCluster, uid, groupQualifier: group },
      attributesOf(managementCluster, cluster),
      {
        from: creationTimestamp ?? '',
        deletionRequestedAt: deletionTimestamp,
        ...(by && { retiredBy: by }),
      },
    ),
    ...whatRemains(cluster, world),
    ...(blockedBy && { blockedBy }),
  };
}

function newest<T>(rows: readonly T[]): T[] {
  return rows.slice(-MOST_ROWS);
}

/** The time as the history writes it. */
function momentOf(text: string | undefined): string | undefined {
  if (text === undefined) {
    return undefined;
  }
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw new InputError(`since: ${text} is not a time as of RFC 3339.`);
  }
  return new Date(time).toISOString();
}
