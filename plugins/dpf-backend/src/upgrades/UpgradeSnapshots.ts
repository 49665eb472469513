import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { DpfUpgrade, DpuRecord } from '@dpf-portal/dpf-model';
import { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import {
  DatabaseSource,
  PluginDatabase,
  historyUnavailable,
  sourceOf,
} from '../database/PluginDatabase';

const TABLE = 'dpf_upgrades';
/** More DPUs of a management cluster are not kept. */
const MOST_DPUS = 10_000;
const MOST_UPGRADES = 10;
const RETENTION_MS = 180 * 24 * 60 * 60_000;

interface Row {
  id: string;
  management_cluster: string;
  from_release: string;
  to_release: string;
  attempt: number;
  taken_at: string;
  ended_at: string | null;
  late: boolean | number;
  dpu_count: number;
  dpus: string;
}

/** An upgrade of DPF that the portal saw. */
export interface SeenUpgrade extends DpfUpgrade {
  id: string;
  /** RFC 3339. */
  takenAt: string;
  /** RFC 3339; absent while it has not ended. */
  endedAt?: string;
  /** The portal saw the upgrade only when it ran already. */
  late: boolean;
  /** How many DPUs there were. */
  dpuCount: number;
}

/** The DPUs as they were before an upgrade. */
export interface UpgradeSnapshot extends SeenUpgrade {
  /** At most 10,000. */
  dpus: DpuRecord[];
}

type Header = Omit<Row, 'dpus'>;

const HEADER: Array<keyof Header> = [
  'id',
  'management_cluster',
  'from_release',
  'to_release',
  'attempt',
  'taken_at',
  'ended_at',
  'late',
  'dpu_count',
];

function toSeen(row: Header): SeenUpgrade {
  return {
    id: row.id,
    ...(row.from_release && { from: row.from_release }),
    to: row.to_release,
    takenAt: row.taken_at,
    ...(row.ended_at && { endedAt: row.ended_at }),
    late: Boolean(row.late),
    dpuCount: row.dpu_count,
  };
}

/** The DPUs before each upgrade of DPF. Every replica sees an upgrade; it is stored once. */
export class UpgradeSnapshots {
  readonly #source: DatabaseSource;

  /** The plugin's migrations create the table. */
  constructor(database: Knex | PluginDatabase) {
    this.#source = sourceOf(database);
  }

  /** The upgrades of a management cluster, the last one first. */
  async list(managementCluster: string): Promise<SeenUpgrade[]> {
    const rows = await this.#headers(this.#source.knex, managementCluster);
    return rows.map(toSeen);
  }

  /**
   * The last upgrade, with its DPUs.
   *
   * @throws ServiceUnavailableError if the database does not answer.
   */
  async latest(
    managementCluster: string,
  ): Promise<UpgradeSnapshot | undefined> {
    const row = await this.#source
      .knex<Row>(TABLE)
      .where({ management_cluster: managementCluster })
      .orderBy('taken_at', 'desc')
      .orderBy('attempt', 'desc')
      .first()
      .catch(() => {
        // Knex puts statements into its message.
        throw historyUnavailable();
      });
    return row && { ...toSeen(row), dpus: JSON.parse(row.dpus) };
  }

  /**
   * Stores the DPUs before an upgrade, unless an upgrade from the same release is stored and has not ended. Of one from
   * another release the end was missed.
   */
  async take(
    managementCluster: string,
    upgrade: DpfUpgrade,
    seen: { at: string; late: boolean; dpus: readonly DpuRecord[] },
  ): Promise<void> {
    const { from = '', to } = upgrade;
    try {
      await this.#source.knex.transaction(async tx => {
        const rows = await this.#headers(tx, managementCluster);
        const open = rows.filter(({ ended_at: end }) => end === null);
        if (open.some(({ from_release: release }) => release === from)) {
          return;
        }
        await this.#end(tx, managementCluster, seen.at);
        const earlier = rows.filter(
          row => row.from_release === from && row.to_release === to,
        );
        await tx<Row>(TABLE).insert({
          id: randomUUID(),
          management_cluster: managementCluster,
          from_release: from,
          to_release: to,
          attempt: Math.max(0, ...earlier.map(({ attempt }) => attempt)) + 1,
          taken_at: seen.at,
          ended_at: null,
          late: seen.late,
          dpu_count: seen.dpus.length,
          dpus: JSON.stringify(seen.dpus.slice(0, MOST_DPUS)),
        });
      });
    } catch (error) {
      // Another replica was faster.
      if (!isDatabaseConflictError(error)) {
        throw error;
      }
    }
  }

  /** To be called when no upgrade runs any more. Of those that ended, the last ones of half a year are kept. */
  async end(managementCluster: string, at: string): Promise<void> {
    const { knex } = this.#source;
    await this.#end(knex, managementCluster, at);
    const limit = new Date(Date.parse(at) - RETENTION_MS).toISOString();
    const rows = await this.#headers(knex, managementCluster);
    const surplus = rows.filter(
      ({ taken_at: taken }, nth) => nth >= MOST_UPGRADES || taken < limit,
    );
    if (surplus.length) {
      await knex<Row>(TABLE)
        .whereIn(
          'id',
          surplus.map(({ id }) => id),
        )
        .delete();
    }
  }

  #headers(knex: Knex, managementCluster: string): Promise<Header[]> {
    return knex<Row>(TABLE)
      .select(HEADER)
      .where({ management_cluster: managementCluster })
      .orderBy('taken_at', 'desc')
      .orderBy('attempt', 'desc');
  }

  async #end(knex: Knex, managementCluster: string, at: string) {
    await knex<Row>(TABLE)
      .where({ management_cluster: managementCluster })
      .whereNull('ended_at')
      .update({ ended_at: at });
  }
}
