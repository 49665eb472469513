import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  DPF_ANNOTATIONS,
  DpuCluster,
  LastSettings,
  readOwner,
} from '@dpf-portal/dpf-model';
import { Knex } from 'knex';
import {
  DatabaseSource,
  PluginDatabase,
  sourceOf,
} from '../database/PluginDatabase';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';

const TABLE = 'last_settings';

interface Row {
  uid: string;
  management_cluster: string;
  owner: string | null;
  kubeconfig: string | null;
}

/**
 * Keeps the last owner and kubeconfig of each DPUCluster, in the database and in memory, so that a finding can say what an
 * object lost. Every replica keeps what it observes. A database that fails costs only these findings.
 */
export class SettingsHistory {
  readonly #source: DatabaseSource;
  readonly #logger: LoggerService;
  readonly #last = new Map<string, Row>();
  #tail: Promise<void> = Promise.resolve();

  /** The plugin's migrations create the table. */
  static async create(options: {
    knex: Knex | PluginDatabase;
    logger: LoggerService;
  }): Promise<SettingsHistory> {
    const history = new SettingsHistory(options);
    await history.load();
    return history;
  }

  private constructor(options: {
    knex: Knex | PluginDatabase;
    logger: LoggerService;
  }) {
    this.#source = sourceOf(options.knex);
    this.#logger = options.logger;
  }

  get #knex(): Knex {
    return this.#source.knex;
  }

  /** What the cluster with this uid had when it last had it. */
  of(uid: string): LastSettings | undefined {
    const row = this.#last.get(uid);
    return (
      row && {
        owner: row.owner ?? undefined,
        kubeconfig: row.kubeconfig ?? undefined,
      }
    );
  }

  /** Reads what the database has, and stores what was observed while it was not available. Never rejects. */
  load(): Promise<void> {
    return this.#try('read', async () => {
      const observed = [...this.#last.keys()];
      for (const row of await this.#knex<Row>(TABLE).select()) {
        const seen = this.#last.get(row.uid);
        this.#last.set(row.uid, {
          ...row,
          owner: seen?.owner ?? row.owner,
          kubeconfig: seen?.kubeconfig ?? row.kubeconfig,
        });
      }
      for (const uid of observed) {
        const row = this.#last.get(uid);
        if (row) {
          this.#store(row);
        }
      }
    });
  }

  /** Keeps the settings that this management cluster's watch reports from now on. */
  follow(hosted: HostedManagementCluster): () => void {
    const { name } = hosted.settings;
    return hosted.connection.onChange(({ uid, cluster, deleted, cause }) => {
      if (deleted) {
        this.#forget(uid);
      } else if (cause === 'cluster') {
        this.#see(name, uid, cluster);
      }
    });
  }

  /** Resolves when everything that was observed is stored. */
  settled(): Promise<void> {
    return this.#tail;
  }

  #see(managementCluster: string, uid: string, cluster: DpuCluster): void {
    const last = this.#last.get(uid);
    const { annotations } = cluster.metadata;
    const owner = readOwner(annotations?.[DPF_ANNOTATIONS.owner]);
    const row: Row = {
      uid,
      management_cluster: managementCluster,
      owner: owner ?? last?.owner ?? null,
      kubeconfig: (cluster.spec.kubeconfig || last?.kubeconfig) ?? null,
    };
    if (
      row.owner === (last?.owner ?? null) &&
      row.kubeconfig === (last?.kubeconfig ?? null)
    ) {
      return;
    }
    this.#last.set(uid, row);
    this.#store(row);
  }

  #forget(uid: string): void {
    if (this.#last.delete(uid)) {
      this.#write(() => this.#knex<Row>(TABLE).where({ uid }).delete());
    }
  }

  #store(row: Row): void {
    this.#write(() =>
      this.#knex<Row>(TABLE).insert(row).onConflict('uid').merge(),
    );
  }

  /** One after the other, because the second of two quick changes must win. */
  #write(write: () => PromiseLike<unknown>): void {
    this.#tail = this.#tail.then(() => this.#try('stored', write));
  }

  async #try(what: string, work: () => PromiseLike<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logger.warn(
        `The last settings of DPU clusters could not be ${what}: ${
          toError(error).name
        }`,
      );
    }
  }
}
