import { isDatabaseConflictError } from '@backstage/backend-plugin-api';
import { DpuClusterPhase } from '@dpf-portal/dpf-model';
import { PhaseTransition } from '@dpf-portal/backstage-plugin-dpf-common';
import { Knex } from 'knex';
import { Announcement, transitionTopic } from '../notifications/Announcement';
import {
  DatabaseSource,
  PluginDatabase,
  historyUnavailable,
  sourceOf,
} from '../database/PluginDatabase';
import { NotificationOutbox } from '../notifications/NotificationOutbox';

/**
 * Compares two resource versions as decimal numbers of any length. Versions are ordered only here, to distinguish an
 * old observation from a new one.
 */
export function compareResourceVersions(a: string, b: string): number {
  const [x, y] = [a, b].map(text => text.replace(/^0+(?=.)/, ''));
  if (x.length !== y.length) {
    return x.length - y.length;
  }
  if (x === y) {
    return 0;
  }
  return x < y ? -1 : 1;
}

const TABLE = 'phase_transitions';
const ATTEMPTS = 3;
/** The most transitions that are kept of a cluster. */
const MOST_OF_CLUSTER = 2_000;

interface Row {
  uid: string;
  management_cluster: string;
  sequence: number;
  from_phase: DpuClusterPhase | null;
  to_phase: DpuClusterPhase;
  resource_version: string;
  at: string;
  sentence: string | null;
}

/** The transition before a new one. */
export interface LastTransition {
  to: DpuClusterPhase;
  /** RFC 3339. */
  at: string;
  /** Somebody was notified. */
  announced: boolean;
}

/** An observation of a cluster in a phase. */
export interface PhaseSighting {
  uid: string;
  managementCluster: string;
  phase: DpuClusterPhase;
  resourceVersion: string;
  /** RFC 3339. */
  at: string;
  sentence?: string;
  /** The notification of the nth transition, if any. `last` is the transition before. */
  announcement?: (
    number: number,
    last: LastTransition,
  ) => Announcement | undefined;
}

/** The history of phases. Every replica records what it observes; each change is stored once. */
export class PhaseTransitions {
  readonly #source: DatabaseSource;
  readonly #outbox: NotificationOutbox;

  /** The plugin's migrations create the tables. */
  constructor(database: Knex | PluginDatabase) {
    this.#source = sourceOf(database);
    this.#outbox = new NotificationOutbox(database);
  }

  get #knex(): Knex {
    return this.#source.knex;
  }

  /** Notifications of transitions, stored in the same transaction. */
  get outbox(): NotificationOutbox {
    return this.#outbox;
  }

  /**
   * Stores the observation if it is newer than the last one of this uid and has another phase. Returns whether it did.
   */
  async record(sighting: PhaseSighting): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#knex.transaction(tx => this.#insert(tx, sighting));
      } catch (error) {
        // Another replica was faster, so the last one is read again.
        if (!isDatabaseConflictError(error) || attempt === ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  async #insert(tx: Knex.Transaction, sighting: PhaseSighting) {
    const last = await tx<Row>(TABLE)
      .where({ uid: sighting.uid })
      .orderBy('sequence', 'desc')
      .forUpdate()
      .first();
    if (
      last &&
      (last.to_phase === sighting.phase ||
        compareResourceVersions(
          sighting.resourceVersion,
          last.resource_version,
        ) <= 0)
    ) {
      return false;
    }
    const number = (last?.sequence ?? 0) + 1;
    // Times of conditions are whole seconds, so they may be before the previous observation.
    const at = last && last.at > sighting.at ? last.at : sighting.at;
    await tx<Row>(TABLE).insert({
      uid: sighting.uid,
      management_cluster: sighting.managementCluster,
      sequence: number,
      from_phase: last?.to_phase ?? null,
      to_phase: sighting.phase,
      resource_version: sighting.resourceVersion,
      at,
      sentence: sighting.sentence ?? null,
    });
    // The first observed phase is not worth a notification: the portal may be new, not the phase.
    const announcement =
      last &&
      sighting.announcement?.(number, await this.#lastTransition(tx, last));
    if (announcement) {
      await this.#outbox.add(announcement, { at, transaction: tx });
    }
    return true;
  }

  async #lastTransition(
    tx: Knex.Transaction,
    { uid, sequence, to_phase: to, at }: Row,
  ): Promise<LastTransition> {
    const about = transitionTopic(sequence);
    return { to, at, announced: await this.#outbox.has(uid, about, tx) };
  }

  /** The number and the phase of the last transition of a cluster. */
  async lastOf(
    uid: string,
  ): Promise<
    | (Pick<PhaseTransition, 'to' | 'at' | 'sentence'> & { number: number })
    | undefined
  > {
    const row = await this.#knex<Row>(TABLE)
      .where({ uid })
      .orderBy('sequence', 'desc')
      .first();
    return (
      row && {
        number: row.sequence,
        to: row.to_phase,
        at: row.at,
        ...(row.sentence && { sentence: row.sentence }),
      }
    );
  }

  /**
   * The transitions of one cluster, oldest first; the newest ones if there are more than `limit`.
   *
   * @throws ServiceUnavailableError if the database does not answer.
   */
  async list(uid: string, limit?: number): Promise<PhaseTransition[]> {
    const rows = await this.#knex<Row>(TABLE)
      .where({ uid })
      .orderBy('sequence', 'desc')
      .limit(limit ?? MOST_OF_CLUSTER)
      .catch(() => {
        // Knex puts statements into its message.
        throw historyUnavailable();
      });
    return rows.reverse().map(row => ({
      uid: row.uid,
      ...(row.from_phase && { from: row.from_phase }),
      to: row.to_phase,
      at: row.at,
      ...(row.sentence && { sentence: row.sentence }),
    }));
  }

  /**
   * Deletes transitions before this time, and the oldest ones of clusters that have too many. The last one of a cluster
   * stays, because the next one is compared with it, unless the cluster is `gone`.
   */
  async forget(before: string, gone: readonly string[]): Promise<void> {
    const knex = this.#knex;
    await knex<Row>(TABLE)
      .whereIn('uid', [...gone])
      .delete();
    const later = (steps: number) =>
      knex(`${TABLE} as later`)
        .select(knex.raw('1'))
        .whereRaw(`later.uid = ${TABLE}.uid`)
        .whereRaw(`later.sequence >= ${TABLE}.sequence + ?`, [steps]);
    await knex<Row>(TABLE)
      .where(query => query.where('at', '<', before).whereExists(later(1)))
      .orWhereExists(later(MOST_OF_CLUSTER))
      .delete();
  }
}
