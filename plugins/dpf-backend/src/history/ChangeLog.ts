import { SettingWriter } from '@dpf-portal/dpf-model';
import { Knex } from 'knex';
import { createHash, randomUUID } from 'node:crypto';
import { DatabaseSource, readDatabase } from '../database/PluginDatabase';
import { FactChange } from './clusterFacts';
import { ClusterId } from './recordedCluster';

const CHANGES = 'cluster_changes';
/** The most changes that are kept of a cluster. */
const MOST_OF_CLUSTER = 2_000;

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

/** A change that was stored. */
export interface StoredChange extends FactChange {
  id: number;
  at: string;
  by?: string;
  manager?: string;
}

/** The observation that shows changes. */
export interface SightedChange extends ClusterId {
  resourceVersion: string;
  /** When it was observed, RFC 3339. */
  at: string;
  /** A user changed these settings in the portal, which made this resource version. */
  request?: { by: string; settings: ReadonlySet<string> };
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
export function momentOf(at: string | undefined): string | undefined {
  const time = Date.parse(at ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function changeKey(change: FactChange, resourceVersion: string): string {
  const { kind, subject, after } = change;
  return createHash('sha256')
    .update(JSON.stringify([kind, subject, after ?? null, resourceVersion]))
    .digest('hex');
}

/** The changes of conditions, versions and settings, with who made them as far as that is known. */
export class ChangeLog {
  readonly #source: DatabaseSource;

  /** The plugin's migrations create the table. */
  constructor(source: DatabaseSource) {
    this.#source = source;
  }

  get #knex(): Knex {
    return this.#source.knex;
  }

  /** Stores changes, in the transaction that locks their cluster. Returns the settings of which it is not known who changed them. */
  async add(
    tx: Knex.Transaction,
    sighting: SightedChange,
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
  async name(
    tx: Knex.Transaction,
    { managementCluster, uid, resourceVersion, request }: SightedChange,
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

  /** The newest changes of a cluster, oldest first. */
  async list(
    { managementCluster, uid }: ClusterId,
    limit: number,
  ): Promise<StoredChange[]> {
    const rows = await readDatabase(this.#source, knex =>
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
   * Deletes changes before this time and those of clusters that are `gone`, and the oldest ones of clusters that have too
   * many.
   */
  async forget(before: string, gone: readonly string[]): Promise<void> {
    const knex = this.#knex;
    await knex<ChangeRow>(CHANGES)
      .whereIn('uid', [...gone])
      .delete();
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
  }
}
