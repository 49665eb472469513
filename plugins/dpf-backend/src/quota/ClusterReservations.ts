import { Clock } from '@dpf-portal/kube-controller';
import { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import {
  DatabaseSource,
  PluginDatabase,
  sourceOf,
} from '../database/PluginDatabase';

const TABLE = 'cluster_reservations';
/** Longer than a request to an API server may take. */
const LIFETIME_MS = 2 * 60_000;

interface Row {
  id: string;
  management_cluster: string;
  owner: string;
  cluster: string;
  ends_at: string;
}

/** A place in an owner's quota that is held while a cluster is made. */
export interface Reservation {
  /** `namespace/name` of the clusters that others are making for the owner. */
  others: string[];
  /** To be called when the cluster exists, or will not. */
  end(): Promise<void>;
}

/**
 * What all replicas are making for an owner. Of two that reserve at once, one sees the other's reservation. A process that
 * ends before it has removed its reservation holds the place for two minutes.
 */
export class ClusterReservations {
  readonly #source: DatabaseSource;
  readonly #clock: Pick<Clock, 'now'>;

  /** The plugin's migrations create the table. */
  constructor(database: Knex | PluginDatabase, clock: Pick<Clock, 'now'>) {
    this.#source = sourceOf(database);
    this.#clock = clock;
  }

  get #knex(): Knex {
    return this.#source.knex;
  }

  async reserve(place: {
    managementCluster: string;
    owner: string;
    cluster: string;
  }): Promise<Reservation> {
    const { managementCluster, owner, cluster } = place;
    const id = randomUUID();
    const now = this.#clock.now();
    const others = await this.#knex.transaction(async tx => {
      if (this.#knex.client.config.client === 'pg') {
        // SQLite runs one transaction at a time.
        await tx.raw('select pg_advisory_xact_lock(hashtext(?))', [
          `${TABLE} ${managementCluster} ${owner}`,
        ]);
      }
      await tx<Row>(TABLE)
        .where('ends_at', '<', new Date(now).toISOString())
        .delete();
      const held = await tx<Row>(TABLE).where({
        management_cluster: managementCluster,
        owner,
      });
      await tx<Row>(TABLE).insert({
        id,
        management_cluster: managementCluster,
        owner,
        cluster,
        ends_at: new Date(now + LIFETIME_MS).toISOString(),
      });
      return held.map(row => row.cluster);
    });
    return {
      others,
      end: async () => {
        await this.#knex<Row>(TABLE).where({ id }).delete();
      },
    };
  }
}
