import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { FindingPeriod } from '@dpf-portal/backstage-plugin-dpf-common';
import { Finding } from '@dpf-portal/dpf-model';
import { Knex } from 'knex';
import {
  DatabaseSource,
  PluginDatabase,
  readDatabase,
  sourceOf,
} from '../database/PluginDatabase';
import { ClusterId } from './recordedCluster';

const TABLE = 'cluster_findings';
/** A finding that is there again so soon has not ended: it flaps, or replicas see it end at different times. */
const AGAIN_MS = 60_000;
/** The most findings that are kept of a cluster. */
const MOST_OF_CLUSTER = 2_000;

interface Row {
  id: number;
  management_cluster: string;
  uid: string;
  code: Finding['code'];
  sequence: number;
  severity: Finding['severity'];
  who: Finding['who'];
  sentence: string;
  opened_at: string;
  closed_at: string | null;
  seen_at: string;
}

/** A finding that is open in the database. */
export interface OpenFinding {
  id: number;
  uid: string;
  code: Finding['code'];
  /** When some replica last said that it sees it; wall milliseconds. */
  seenAt: number;
}

/** When findings opened and closed. Every replica records what it observes; each opening and closing is stored once. */
export class FindingPeriods {
  readonly #source: DatabaseSource;

  /** The plugin's migrations create the table. */
  constructor(database: Knex | PluginDatabase) {
    this.#source = sourceOf(database);
  }

  get #knex(): Knex {
    return this.#source.knex;
  }

  /** The open findings of a management cluster, or of some clusters there. */
  async open(
    managementCluster: string,
    uids?: readonly string[],
  ): Promise<OpenFinding[]> {
    const rows = await this.#knex<Row>(TABLE)
      .where({ management_cluster: managementCluster })
      .whereNull('closed_at')
      .where(query => {
        if (uids) {
          query.whereIn('uid', [...uids]);
        }
      });
    return rows.map(({ id, uid, code, seen_at }) => ({
      id,
      uid,
      code,
      seenAt: Date.parse(seen_at),
    }));
  }

  /**
   * Records that a finding is there, unless it is open already. The finding's own time counts, if it says one that is
   * after the last closing.
   */
  async opened(
    cluster: ClusterId & { createdAt: string },
    finding: Finding,
    at: string,
  ): Promise<void> {
    try {
      await this.#knex.transaction(tx =>
        this.#opened(tx, cluster, finding, at),
      );
    } catch (error) {
      // Another replica was faster, and its row says the same.
      if (!isDatabaseConflictError(error)) {
        throw error;
      }
    }
  }

  async #opened(
    tx: Knex.Transaction,
    { managementCluster, uid, createdAt }: ClusterId & { createdAt: string },
    finding: Finding,
    at: string,
  ): Promise<void> {
    const { code, severity, who, sentence } = finding;
    const key = { management_cluster: managementCluster, uid, code };
    const last = await tx<Row>(TABLE)
      .where(key)
      .orderBy('sequence', 'desc')
      .forUpdate()
      .first();
    if (last && !last.closed_at) {
      return;
    }
    if (
      last?.closed_at &&
      Date.parse(at) - Date.parse(last.closed_at) < AGAIN_MS
    ) {
      await tx<Row>(TABLE)
        .where({ id: last.id })
        .update({ closed_at: null, seen_at: at });
      return;
    }
    await tx<Row>(TABLE).insert({
      ...key,
      sequence: (last?.sequence ?? 0) + 1,
      severity,
      who,
      sentence,
      opened_at: openingOf(finding, {
        at,
        after: last?.closed_at ?? createdAt,
      }),
      closed_at: null,
      seen_at: at,
    });
  }

  /** Records that these ended; a time that is stored stays. */
  async closed(ids: readonly number[], at: string): Promise<void> {
    if (ids.length) {
      await this.#knex<Row>(TABLE)
        .whereIn('id', [...ids])
        .whereNull('closed_at')
        .update({ closed_at: at });
    }
  }

  /** Records that a replica still sees these. */
  async seen(ids: readonly number[], at: string): Promise<void> {
    if (ids.length) {
      await this.#knex<Row>(TABLE)
        .whereIn('id', [...ids])
        .update({ seen_at: at });
    }
  }

  /**
   * The newest findings of a cluster that were open at or after this time, oldest first.
   *
   * @throws ServiceUnavailableError if the database does not answer.
   */
  async list(
    { managementCluster, uid }: ClusterId,
    { since, limit }: { since?: string; limit: number },
  ): Promise<FindingPeriod[]> {
    const rows = await readDatabase(this.#source, knex =>
      knex<Row>(TABLE)
        .where({ management_cluster: managementCluster, uid })
        .where(query => {
          if (since) {
            query.whereNull('closed_at').orWhere('closed_at', '>=', since);
          }
        })
        .orderBy([
          { column: 'opened_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(limit),
    );
    return rows.reverse().map(row => ({
      code: row.code,
      severity: row.severity,
      who: row.who,
      sentence: row.sentence,
      from: row.opened_at,
      ...(row.closed_at && { until: row.closed_at }),
    }));
  }

  /** Deletes what ended before this time or is of clusters that are `gone`, and the oldest findings of clusters that have too many. */
  async forget(before: string, gone: readonly string[]): Promise<void> {
    const knex = this.#knex;
    await knex<Row>(TABLE)
      .where('closed_at', '<', before)
      .orWhereIn('uid', [...gone])
      .delete();
    const crowded = await knex<Row>(TABLE)
      .groupBy('management_cluster', 'uid')
      .having(knex.raw('count(*) > ?', [MOST_OF_CLUSTER]))
      .select('management_cluster', 'uid');
    for (const { management_cluster, uid } of crowded) {
      const [last] = await knex<Row>(TABLE)
        .where({ management_cluster, uid })
        .orderBy('id', 'desc')
        .offset(MOST_OF_CLUSTER)
        .limit(1);
      await knex<Row>(TABLE)
        .where({ management_cluster, uid })
        .where('id', '<=', last?.id ?? 0)
        .whereNotNull('closed_at')
        .delete();
    }
  }
}

/** When a finding began: as it says, but not before it can have begun, and not in the future. */
function openingOf(
  { since }: Finding,
  { at, after }: { at: string; after: string },
): string {
  const [said, now, earliest] = [since ?? '', at, after].map(Date.parse);
  const from = Number.isNaN(said) ? now : Math.min(said, now);
  return new Date(
    Math.max(from, Number.isNaN(earliest) ? from : earliest),
  ).toISOString();
}
