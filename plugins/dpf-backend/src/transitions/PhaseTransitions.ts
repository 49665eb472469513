import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  DpuClusterPhase,
  PhaseTransition,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Knex } from 'knex';
import { compareResourceVersions } from './compareResourceVersions';

const TABLE = 'phase_transitions';
const ATTEMPTS = 3;

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

/** A cluster as it was seen in a phase. */
export interface PhaseSighting {
  uid: string;
  managementCluster: string;
  phase: DpuClusterPhase;
  resourceVersion: string;
  /** RFC 3339. */
  at: string;
  sentence?: string;
}

/** The history of phases. Every replica records what it sees; each change is kept once. */
export class PhaseTransitions {
  readonly #knex: Knex;

  static async create(options: {
    knex: Knex;
    skipMigrations?: boolean;
  }): Promise<PhaseTransitions> {
    if (!options.skipMigrations) {
      await options.knex.migrate.latest({
        directory: resolvePackagePath(
          '@dpf-portal/backstage-plugin-dpf-backend',
          'migrations',
        ),
      });
    }
    return new PhaseTransitions(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Keeps the sighting when it is newer than the last one of this uid and in another phase; tells whether it did. */
  async record(sighting: PhaseSighting): Promise<boolean> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#knex.transaction(tx => this.#insert(tx, sighting));
      } catch (error) {
        // Another replica was faster; look again at what is last now.
        const isTaken =
          error instanceof Error && /unique|duplicate/i.test(error.message);
        if (!isTaken || attempt === ATTEMPTS) {
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
    await tx<Row>(TABLE).insert({
      uid: sighting.uid,
      management_cluster: sighting.managementCluster,
      sequence: (last?.sequence ?? 0) + 1,
      from_phase: last?.to_phase ?? null,
      to_phase: sighting.phase,
      resource_version: sighting.resourceVersion,
      // Times of conditions are whole seconds and may lie before the sighting of what came first.
      at: last && last.at > sighting.at ? last.at : sighting.at,
      sentence: sighting.sentence ?? null,
    });
    return true;
  }

  /** What one cluster went through, oldest first. */
  async list(uid: string): Promise<PhaseTransition[]> {
    const rows = await this.#knex<Row>(TABLE)
      .where({ uid })
      .orderBy('sequence', 'asc');
    return rows.map(row => ({
      uid: row.uid,
      ...(row.from_phase && { from: row.from_phase }),
      to: row.to_phase,
      at: row.at,
      ...(row.sentence && { sentence: row.sentence }),
    }));
  }
}
