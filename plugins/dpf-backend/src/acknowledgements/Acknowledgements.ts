import { Finding, FindingAcknowledgement } from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { Knex } from 'knex';
import {
  DatabaseSource,
  PluginDatabase,
  readDatabase,
  sourceOf,
} from '../database/PluginDatabase';
import { Announcement } from '../notifications/Announcement';
import { NotificationOutbox } from '../notifications/NotificationOutbox';

const TABLE = 'finding_acknowledgements';
/** What other replicas store is read so often, if anybody asks. */
const FRESH_MS = 1_000;

type FindingCode = Finding['code'];

/** An acknowledgement, and what it is of. */
export interface StoredAcknowledgement extends FindingAcknowledgement {
  managementCluster: string;
  uid: string;
  namespace: string;
  code: FindingCode;
  /** Since when the finding was there, where it says so; RFC 3339. */
  openedAt?: string;
  /** When some replica last said that it sees the finding; wall milliseconds. */
  seenAt: number;
}

interface Row {
  management_cluster: string;
  uid: string;
  namespace: string;
  code: FindingCode;
  opened_at: string | null;
  note: string;
  acknowledged_by: string;
  acknowledged_at: string;
  until: string;
  seen_at: string;
}

function keyOf({
  managementCluster,
  uid,
  code,
}: Pick<StoredAcknowledgement, 'managementCluster' | 'uid' | 'code'>) {
  return { management_cluster: managementCluster, uid, code };
}

function toStored(row: Row): StoredAcknowledgement {
  return {
    managementCluster: row.management_cluster,
    uid: row.uid,
    namespace: row.namespace,
    code: row.code,
    ...(row.opened_at && { openedAt: row.opened_at }),
    note: row.note,
    by: row.acknowledged_by,
    at: row.acknowledged_at,
    until: row.until,
    seenAt: Date.parse(row.seen_at),
  };
}

/**
 * Who knows of which open findings. A finding has one acknowledgement at most, which ends with the finding. It is read from
 * memory, because every list and every page asks for all of them.
 */
export class Acknowledgements {
  readonly #source: DatabaseSource;
  readonly #outbox: NotificationOutbox;
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  #known: StoredAcknowledgement[] = [];
  #readAt?: number;
  #reading?: Promise<void>;

  /** The plugin's migrations create the table. */
  constructor(
    database: Knex | PluginDatabase,
    outbox: NotificationOutbox,
    clock: Pick<Clock, 'now' | 'monotonic'>,
  ) {
    this.#source = sourceOf(database);
    this.#outbox = outbox;
    this.#clock = clock;
  }

  /**
   * Reads what is stored, unless it did so a second ago; with `again` in any case, because the caller knows of a change. Never
   * rejects: without its database, the portal goes on with what it read last.
   */
  async refresh(options: { again?: boolean } = {}): Promise<void> {
    const now = this.#clock.monotonic();
    if (options.again) {
      // One that is under way may have been answered before the change.
      await this.#reading;
      this.#readAt = undefined;
    }
    if (this.#readAt === undefined || now - this.#readAt >= FRESH_MS) {
      this.#reading ??= this.#read()
        .catch(() => {})
        .finally(() => {
          this.#reading = undefined;
        });
      await this.#reading;
    }
  }

  /** The acknowledgements of a cluster that are in force, by the code of the finding. */
  of(
    managementCluster: string,
    uid: string,
  ): (code: FindingCode) => FindingAcknowledgement | undefined {
    const now = this.#clock.now();
    const all = this.#known.filter(
      one =>
        one.uid === uid &&
        one.managementCluster === managementCluster &&
        Date.parse(one.until) > now,
    );
    return code => {
      const one = all.find(known => known.code === code);
      if (!one) {
        return undefined;
      }
      const { by, at, until, note } = one;
      return { by, at, until, note };
    };
  }

  /** Those of a management cluster, also those whose time is over. */
  stored(managementCluster: string): StoredAcknowledgement[] {
    return this.#known.filter(
      one => one.managementCluster === managementCluster,
    );
  }

  /**
   * Stores one; it takes the place of an earlier one of the same finding.
   *
   * @throws ServiceUnavailableError if the database does not answer.
   */
  async store(one: Omit<StoredAcknowledgement, 'seenAt'>): Promise<void> {
    const content = {
      namespace: one.namespace,
      opened_at: one.openedAt ?? null,
      note: one.note,
      acknowledged_by: one.by,
      acknowledged_at: one.at,
      until: one.until,
      seen_at: one.at,
    };
    await readDatabase(this.#source, knex =>
      knex<Row>(TABLE)
        .insert({ ...keyOf(one), ...content })
        .onConflict(['management_cluster', 'uid', 'code'])
        .merge(content),
    );
    await this.#read();
  }

  /**
   * Removes one. Returns whether it was there.
   *
   * @throws ServiceUnavailableError if the database does not answer.
   */
  async remove(
    of: Pick<StoredAcknowledgement, 'managementCluster' | 'uid' | 'code'>,
  ): Promise<boolean> {
    const removed = await readDatabase(this.#source, knex =>
      knex<Row>(TABLE).where(keyOf(of)).delete(),
    );
    await this.#read();
    return removed > 0;
  }

  /** Records that this replica sees the finding. */
  async seen(one: StoredAcknowledgement): Promise<void> {
    await this.#source
      .knex<Row>(TABLE)
      .where(keyOf(one))
      .update({ seen_at: this.#now() });
  }

  /** Removes one that has ended, and sends a reminder, unless another replica was faster or it was prolonged. */
  async expire(
    { until, ...one }: StoredAcknowledgement,
    reminder?: Announcement,
  ): Promise<void> {
    const at = this.#now();
    await this.#source.knex.transaction(async tx => {
      const removed = await tx<Row>(TABLE)
        .where({ ...keyOf(one), until })
        .delete();
      if (removed && reminder) {
        await this.#outbox.add(reminder, { at, transaction: tx });
      }
    });
    await this.#read();
  }

  async #read(): Promise<void> {
    const readAt = this.#clock.monotonic();
    const rows = await readDatabase(this.#source, knex => knex<Row>(TABLE));
    this.#known = rows.map(toStored);
    this.#readAt = readAt;
  }

  #now(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}
