import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { RecordedCluster } from '@dpf-portal/backstage-plugin-dpf-common';
import { Condition, SettingWriter, boundedText } from '@dpf-portal/dpf-model';
import { Knex } from 'knex';
import { createHash, randomUUID } from 'node:crypto';
import {
  DatabaseSource,
  PluginDatabase,
  historyUnavailable,
  sourceOf,
} from '../database/PluginDatabase';
import { DpuClusterAttributes } from '../permissions/dpuClusterResourceRef';
import { compareResourceVersions } from '../transitions/PhaseTransitions';
import {
  ClusterFacts,
  FactChange,
  conditionChanges,
  conditionFacts,
  settingChanges,
  versionChange,
} from './clusterFacts';

const RECORDS = 'cluster_records';
const CHANGES = 'cluster_changes';
const ATTEMPTS = 3;
/** The most changes that are kept of a cluster. */
const MOST_OF_CLUSTER = 2_000;
/** As long as an owner or a type `vendor/name` may be. */
const LONGEST_ATTRIBUTE = 317;

interface RecordRow {
  management_cluster: string;
  uid: string;
  attributes: string;
  group_qualifier: string | null;
  created_at: string;
  deletion_at: string | null;
  retired_by: string | null;
  gone_at: string | null;
  resource_version: string;
  facts: string;
}

interface ChangeRow {
  id: number;
  management_cluster: string;
  uid: string;
  kind: FactChange['kind'];
  subject: string;
  change_key: string;
  before: string | null;
  after: string | null;
  detail: string | null;
  at: string;
  resource_version: string;
  changed_by: string | null;
  manager: string | null;
}

/** Names a cluster of the history. */
export interface ClusterId {
  managementCluster: string;
  uid: string;
}

/** An observation of a cluster. */
export interface ClusterSighting extends ClusterId {
  attributes: DpuClusterAttributes;
  groupQualifier?: string;
  createdAt: string;
  deletionRequestedAt?: string;
  resourceVersion: string;
  settings: Record<string, string>;
  conditions: readonly Condition[];
  version?: string;
  /** The version that this process saw before, if it saw one. */
  versionBefore?: string;
  /** When it was observed, RFC 3339. */
  at: string;
  /** A user changed these settings in the portal, which made this resource version. */
  request?: { by: string; settings: ReadonlySet<string> };
}

/** A change that was stored. */
export interface StoredChange extends FactChange {
  id: number;
  at: string;
  by?: string;
  manager?: string;
}

/** A cluster of the history, and what permission rules need of it. */
export interface ClusterRecord {
  cluster: RecordedCluster;
  attributes: DpuClusterAttributes;
}

/** Annotations are as long as whoever wrote them liked. */
export function boundedAttributes(
  attributes: DpuClusterAttributes,
): DpuClusterAttributes {
  const { managementCluster, namespace, name, type, ...annotations } =
    attributes;
  return {
    managementCluster,
    namespace,
    name,
    type: boundedText(type, LONGEST_ATTRIBUTE),
    ...Object.fromEntries(
      Object.entries(annotations)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, boundedText(value, LONGEST_ATTRIBUTE)]),
    ),
  };
}

/** A cluster that is recorded, as the REST API shows it. */
export function toRecordedCluster(
  id: ClusterId & { groupQualifier?: string },
  attributes: DpuClusterAttributes,
  rest: Pick<
    RecordedCluster,
    'from' | 'until' | 'deletionRequestedAt' | 'retiredBy'
  >,
): RecordedCluster {
  const { managementCluster, uid, groupQualifier } = id;
  const { namespace, name, type, owner, requestedBy } =
    boundedAttributes(attributes);
  return {
    managementCluster,
    uid,
    namespace,
    name,
    ...(groupQualifier && { groupQualifier }),
    type,
    ...(owner && { owner }),
    ...(requestedBy && { requestedBy }),
    ...rest,
  };
}

function toRecord(row: RecordRow): ClusterRecord {
  const attributes: DpuClusterAttributes = JSON.parse(row.attributes);
  return {
    attributes,
    cluster: toRecordedCluster(
      {
        managementCluster: row.management_cluster,
        uid: row.uid,
        groupQualifier: row.group_qualifier ?? undefined,
      },
      attributes,
      {
        from: row.created_at,
        ...(row.gone_at && { until: row.gone_at }),
        ...(row.deletion_at && { deletionRequestedAt: row.deletion_at }),
        ...(row.retired_by && { retiredBy: row.retired_by }),
      },
    ),
  };
}

function toChange(row: ChangeRow): StoredChange {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    before: row.before ?? undefined,
    after: row.after ?? undefined,
    detail: row.detail ?? undefined,
    at: row.at,
    by: row.changed_by ?? undefined,
    manager: row.manager ?? undefined,
  };
}

/** A time of an object with milliseconds, as all times of the history are, so that their order is that of their texts. */
function momentOf(at: string | undefined): string | undefined {
  const time = Date.parse(at ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function changeKey(change: FactChange, resourceVersion: string): string {
  const { kind, subject, after } = change;
  return createHash('sha256')
    .update(JSON.stringify([kind, subject, after ?? null, resourceVersion]))
    .digest('hex');
}

/**
 * What each DPU cluster was last, and what changed: by uid and management cluster, never by name. Every replica records
 * what it observes. The row of the cluster is locked, and a resource version that is not newer changes nothing, so each
 * change is stored once.
 */
export class ClusterRecords {
  readonly #source: DatabaseSource;

  /** The plugin's migrations create the tables. */
  constructor(database: Knex | PluginDatabase) {
    this.#source = sourceOf(database);
  }

  get #knex(): Knex {
    return this.#source.knex;
  }

  /** Stores what changed since the last observation. Returns the settings of which it is not known who changed them. */
  async see(sighting: ClusterSighting): Promise<StoredChange[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#knex.transaction(tx => this.#see(tx, sighting));
      } catch (error) {
        // Another replica was faster, so the last one is read again.
        if (!isDatabaseConflictError(error) || attempt === ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  async #see(
    tx: Knex.Transaction,
    sighting: ClusterSighting,
  ): Promise<StoredChange[]> {
    const { managementCluster: management_cluster, uid } = sighting;
    const last = await tx<RecordRow>(RECORDS)
      .where({ management_cluster, uid })
      .forUpdate()
      .first();
    if (!last) {
      const conditions = conditionChanges({}, sighting.conditions);
      await tx<RecordRow>(RECORDS).insert({
        management_cluster,
        uid,
        ...this.#rowOf(sighting, sighting.version),
      });
      return this.#insert(tx, sighting, conditions);
    }
    const facts: ClusterFacts = JSON.parse(last.facts);
    const order = compareResourceVersions(
      sighting.resourceVersion,
      last.resource_version,
    );
    // A replica that lags behind sees an upgrade that another one has stored, and more of it.
    const isOwnNews =
      sighting.versionBefore === undefined ||
      facts.version === undefined ||
      versionChange(facts.version, sighting.versionBefore).length === 0;
    const upgrade = isOwnNews
      ? versionChange(facts.version, sighting.version)
      : [];
    if (order === 0 && sighting.request) {
      await this.#name(tx, sighting);
    }
    const version = isOwnNews
      ? sighting.version ?? facts.version
      : facts.version;
    if (order <= 0 && version === facts.version && !last.gone_at) {
      return [];
    }
    const changes =
      order > 0
        ? [
            ...conditionChanges(facts.conditions, sighting.conditions),
            ...settingChanges(facts.settings, sighting.settings),
          ]
        : [];
    await tx<RecordRow>(RECORDS)
      .where({ management_cluster, uid })
      .update({
        ...(order > 0
          ? this.#rowOf(sighting, version)
          : { facts: JSON.stringify({ ...facts, version }) }),
        // It is there: a portal that may not read it for a time may think otherwise.
        gone_at: null,
      });
    return this.#insert(tx, sighting, [...changes, ...upgrade]);
  }

  #rowOf(sighting: ClusterSighting, version: string | undefined) {
    const facts: ClusterFacts = {
      settings: sighting.settings,
      conditions: conditionFacts(sighting.conditions),
      version,
    };
    return {
      attributes: JSON.stringify(boundedAttributes(sighting.attributes)),
      group_qualifier: sighting.groupQualifier ?? null,
      created_at: momentOf(sighting.createdAt) ?? sighting.at,
      deletion_at: momentOf(sighting.deletionRequestedAt) ?? null,
      resource_version: sighting.resourceVersion,
      facts: JSON.stringify(facts),
    };
  }

  async #insert(
    tx: Knex.Transaction,
    sighting: ClusterSighting,
    changes: readonly FactChange[],
  ): Promise<StoredChange[]> {
    const { managementCluster, uid, resourceVersion, request, at } = sighting;
    const stored: StoredChange[] = [];
    for (const change of changes) {
      const by =
        change.kind === 'setting' && request?.settings.has(change.subject)
          ? request.by
          : null;
      const row = {
        management_cluster: managementCluster,
        uid,
        kind: change.kind,
        subject: change.subject,
        change_key: changeKey(change, resourceVersion),
        before: change.before ?? null,
        after: change.after ?? null,
        detail: change.detail ?? null,
        at: momentOf(change.at) ?? at,
        resource_version: resourceVersion,
        changed_by: by,
        manager: null,
      };
      const [made] = await tx<ChangeRow>(CHANGES)
        .insert(row)
        .onConflict(['management_cluster', 'uid', 'change_key'])
        .ignore()
        .returning(['id']);
      if (made && change.kind === 'setting' && !by) {
        stored.push({ ...change, id: made.id, at: row.at });
      }
    }
    return stored;
  }

  /** The watch was faster than the answer of the request. */
  async #name(
    tx: Knex.Transaction,
    { managementCluster, uid, resourceVersion, request }: ClusterSighting,
  ): Promise<void> {
    if (request) {
      await tx<ChangeRow>(CHANGES)
        .where({
          management_cluster: managementCluster,
          uid,
          kind: 'setting',
          resource_version: resourceVersion,
        })
        .whereIn('subject', [...request.settings])
        .update({ changed_by: request.by });
    }
  }

  /** Stores something that a user did in the portal and that no field of the cluster shows. */
  async note(
    { managementCluster, uid }: ClusterId,
    note: { subject: string; detail: string; by: string; at: string },
  ): Promise<void> {
    const { by, at, ...what } = note;
    await this.#knex<ChangeRow>(CHANGES).insert({
      management_cluster: managementCluster,
      uid,
      kind: 'setting',
      ...what,
      change_key: changeKey({ kind: 'setting', ...what }, randomUUID()),
      at,
      resource_version: '',
      changed_by: by,
    });
  }

  /** Adds which program wrote a setting, and when. */
  async wroteBy(id: number, writer: SettingWriter): Promise<void> {
    const at = momentOf(writer.at);
    await this.#knex<ChangeRow>(CHANGES)
      .where({ id })
      .update({ manager: writer.manager, ...(at && { at }) });
  }

  /** Records which user retires a cluster in the portal; the first one stays. */
  async retiring({ managementCluster, uid }: ClusterId, by: string) {
    await this.#knex<RecordRow>(RECORDS)
      .where({ management_cluster: managementCluster, uid })
      .whereNull('retired_by')
      .update({ retired_by: by });
  }

  /** The uids of a management cluster's clusters that were there when they were last recorded. */
  async present(
    managementCluster: string,
  ): Promise<Array<{ uid: string; namespace: string }>> {
    const rows = await this.#knex<RecordRow>(RECORDS)
      .where({ management_cluster: managementCluster })
      .whereNull('gone_at')
      .select('uid', 'attributes');
    return rows.map(({ uid, attributes }) => ({
      uid,
      namespace: JSON.parse(attributes).namespace,
    }));
  }

  /** Records that a cluster is gone; the first time stays. */
  async gone({ managementCluster, uid }: ClusterId, at: string): Promise<void> {
    await this.#knex<RecordRow>(RECORDS)
      .where({ management_cluster: managementCluster, uid })
      .whereNull('gone_at')
      .update({ gone_at: at });
  }

  /** @throws ServiceUnavailableError if the database does not answer. */
  async find({
    managementCluster,
    uid,
  }: ClusterId): Promise<ClusterRecord | undefined> {
    const row = await this.#read(knex =>
      knex<RecordRow>(RECORDS)
        .where({ management_cluster: managementCluster, uid })
        .first(),
    );
    return row && toRecord(row);
  }

  /** The clusters that are gone, the last one first. */
  async listGone(limit: number): Promise<ClusterRecord[]> {
    const rows = await this.#read(knex =>
      knex<RecordRow>(RECORDS)
        .whereNotNull('gone_at')
        .orderBy('gone_at', 'desc')
        .limit(limit),
    );
    return rows.map(toRecord);
  }

  /** Who retired clusters that are still there, by uid. */
  async retiredBy(uids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.#read(knex =>
      knex<RecordRow>(RECORDS)
        .whereIn('uid', [...uids])
        .whereNotNull('retired_by')
        .select('uid', 'retired_by'),
    );
    return new Map(rows.map(row => [row.uid, row.retired_by ?? '']));
  }

  /** The newest changes of a cluster, oldest first. */
  async changes(
    { managementCluster, uid }: ClusterId,
    limit: number,
  ): Promise<StoredChange[]> {
    const rows = await this.#read(knex =>
      knex<ChangeRow>(CHANGES)
        .where({ management_cluster: managementCluster, uid })
        .orderBy([
          { column: 'at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(limit),
    );
    return rows.map(toChange).reverse();
  }

  /**
   * Deletes what ended before this time, and the oldest changes of clusters that have too many. Returns the uids of the
   * clusters that were gone by then.
   */
  async forget(before: string): Promise<string[]> {
    const knex = this.#knex;
    const gone = await knex<RecordRow>(RECORDS)
      .where('gone_at', '<', before)
      .select('management_cluster', 'uid');
    const uids = gone.map(({ uid }) => uid);
    await knex<ChangeRow>(CHANGES).whereIn('uid', uids).delete();
    await knex<RecordRow>(RECORDS).whereIn('uid', uids).delete();
    const sameOf = (column: string) => `later.${column} = ${CHANGES}.${column}`;
    await knex<ChangeRow>(CHANGES)
      .where('at', '<', before)
      .where(query =>
        query.whereNot('kind', 'condition').orWhereExists(
          // The status that a condition has had since then is still its status.
          ['management_cluster', 'uid', 'kind', 'subject'].reduce(
            (later, column) => later.whereRaw(sameOf(column)),
            knex(`${CHANGES} as later`)
              .select(knex.raw('1'))
              .whereRaw(`later.id > ${CHANGES}.id`),
          ),
        ),
      )
      .delete();
    const crowded = await knex<ChangeRow>(CHANGES)
      .groupBy('management_cluster', 'uid')
      .having(knex.raw('count(*) > ?', [MOST_OF_CLUSTER]))
      .select('management_cluster', 'uid');
    for (const { management_cluster, uid } of crowded) {
      const [last] = await knex<ChangeRow>(CHANGES)
        .where({ management_cluster, uid })
        .orderBy('id', 'desc')
        .offset(MOST_OF_CLUSTER)
        .limit(1);
      await knex<ChangeRow>(CHANGES)
        .where({ management_cluster, uid })
        .where('id', '<=', last?.id ?? 0)
        .delete();
    }
    return uids;
  }

  async #read<T>(query: (knex: Knex) => PromiseLike<T>): Promise<T> {
    const { knex } = this.#source;
    try {
      return await query(knex);
    } catch {
      // Knex puts statements into its message.
      throw historyUnavailable();
    }
  }
}
