import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  DPF_ANNOTATIONS,
  DpuCluster,
  LastSettings,
  readOwner,
} from '@dpf-portal/dpf-model';
import { Knex } from 'knex';
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
  readonly #knex: Knex;
  readonly #logger: LoggerService;
  readonly #last = new Map<string, LastSettings>();
  #tail: Promise<void> = Promise.resolve();

  /** The plugin's migrations create the table. */
  static async create(options: {
    knex: Knex;
    logger: LoggerService;
  }): Promise<SettingsHistory> {
    const history = new SettingsHistory(options);
    await history.#try('read', () => history.#load());
    return history;
  }

  private constructor(options: { knex: Knex; logger: LoggerService }) {
    this.#knex = options.knex;
    this.#logger = options.logger;
  }

  /** What the cluster with this uid had when it last had it. */
  of(uid: string): LastSettings | undefined {
    return this.#last.get(uid);
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
    const last = this.#last.get(uid) ?? {};
    const { annotations } = cluster.metadata;
    const owner = readOwner(annotations?.[DPF_ANNOTATIONS.owner]) ?? last.owner;
    const kubeconfig = cluster.spec.kubeconfig || last.kubeconfig;
    if (owner === last.owner && kubeconfig === last.kubeconfig) {
      return;
    }
    this.#last.set(uid, { owner, kubeconfig });
    this.#store(() =>
      this.#knex<Row>(TABLE)
        .insert({
          uid,
          management_cluster: managementCluster,
          owner: owner ?? null,
          kubeconfig: kubeconfig ?? null,
        })
        .onConflict('uid')
        .merge(),
    );
  }

  #forget(uid: string): void {
    if (this.#last.delete(uid)) {
      this.#store(() => this.#knex<Row>(TABLE).where({ uid }).delete());
    }
  }

  async #load(): Promise<void> {
    for (const row of await this.#knex<Row>(TABLE).select()) {
      this.#last.set(row.uid, {
        owner: row.owner ?? undefined,
        kubeconfig: row.kubeconfig ?? undefined,
      });
    }
  }

  /** One after the other, because the second of two quick changes must win. */
  #store(write: () => PromiseLike<unknown>): void {
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
