import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { RecordedCluster } from '@dpf-portal/backstage-plugin-dpf-common';
import { Condition } from '@dpf-portal/dpf-model';
import { Knex } from 'knex';
import {
  DatabaseSource,
  PluginDatabase,
  readDatabase,
  sourceOf,
} from '../database/PluginDatabase';
import { DpuClusterAttributes } from '../permissions/dpuClusterResourceRef';
import { compareResourceVersions } from '../transitions/PhaseTransitions';
import { ChangeLog, SightedChange, StoredChange, momentOf } from './ChangeLog';
import {
  ClusterFacts,
  conditionChanges,
  conditionFacts,
  settingChanges,
  versionChange,
} from './clusterFacts';
import {
  ClusterId,
  boundedAttributes,
  toRecordedCluster,
} from './recordedCluster';

const RECORDS = 'cluster_records';
const ATTEMPTS = 3;

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

/** An observation of a cluster. */
export interface ClusterSighting extends SightedChange {
  attributes: DpuClusterAttributes;
  groupQualifier?: string;
  createdAt: string;
  deletionRequestedAt?: string;
  settings: Record<string, string>;
  conditions: readonly Condition[];
  version?: string;
  /** The version that this process saw before, if it saw one. */
  versionBefore?: string;
}

/** A cluster of the history, and what permission rules need of it. */
export interface ClusterRecord {
  cluster: RecordedCluster;
  attributes: DpuClusterAttributes;
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

/**
 * What each DPU cluster was last, and what changed: by uid and management cluster, never by name. Every replica records
 * what it observes. The row of the cluster is locked, and a resource version that is not newer changes nothing, so each
 * change is stored once.
 */
export class ClusterRecords {
  readonly #source: DatabaseSource;
  readonly #log: ChangeLog;

  /** The plugin's migrations create the tables. */
  constructor(database: Knex | PluginDatabase) {
    this.#source = sourceOf(database);
    this.#log = new ChangeLog(this.#source);
  }

  /** What changed. */
  get log(): ChangeLog {
    return this.#log;
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
      return this.#log.add(tx, sighting, conditions);
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
      await this.#log.name(tx, sighting);
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
    return this.#log.add(tx, sighting, [...changes, ...upgrade]);
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
    const row = await readDatabase(this.#source, knex =>
      knex<RecordRow>(RECORDS)
        .where({ management_cluster: managementCluster, uid })
        .first(),
    );
    return row && toRecord(row);
  }

  /** The clusters that are gone, the last one first. */
  async listGone(limit: number): Promise<ClusterRecord[]> {
    const rows = await readDatabase(this.#source, knex =>
      knex<RecordRow>(RECORDS)
        .whereNotNull('gone_at')
        .orderBy('gone_at', 'desc')
        .limit(limit),
    );
    return rows.map(toRecord);
  }

  /** Who retired clusters that are still there, by uid. */
  async retiredBy(uids: readonly string[]): Promise<Map<string, string>> {
    const rows = await readDatabase(this.#source, knex =>
      knex<RecordRow>(RECORDS)
        .whereIn('uid', [...uids])
        .whereNotNull('retired_by')
        .select('uid', 'retired_by'),
    );
    return new Map(rows.map(row => [row.uid, row.retired_by ?? '']));
  }

  /** Deletes the clusters that were gone before this time, and what is too old or too much of the changes. Returns their uids. */
  async forget(before: string): Promise<string[]> {
    const knex = this.#knex;
    const gone = await knex<RecordRow>(RECORDS)
      .where('gone_at', '<', before)
      .select('uid');
    const uids = gone.map(({ uid }) => uid);
    await this.#log.forget(before, uids);
    await knex<RecordRow>(RECORDS).whereIn('uid', uids).delete();
    return uids;
  }
}
