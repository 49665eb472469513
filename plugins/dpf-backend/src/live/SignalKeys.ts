import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { signalKeyOf } from '@dpf-portal/backstage-plugin-dpf-common';
import { createHmac, randomBytes } from 'crypto';
import { Knex } from 'knex';
import {
  DatabaseSource,
  PluginDatabase,
  sourceOf,
} from '../database/PluginDatabase';

const TABLE = 'signal_secret';
const ID = 1;
/** 128 bits of an HMAC: two clusters never share a key by chance. */
const DIGEST_LENGTH = 22;
const EPOCH_LENGTH = 8;

interface Row {
  id: number;
  secret: string;
}

/**
 * The keys of clusters in signals: keyed digests of their uids. Sockets without a sign-in receive signals too, so only
 * users who may read a cluster learn its key. Each start creates a new secret and stores it in the database for the
 * other replicas: a page may read from one replica and get signals from another. Until `refresh` the replicas may
 * differ; pages notice that by the epoch in the key and read again.
 */
export class SignalKeys {
  readonly #source: DatabaseSource;
  readonly #logger: LoggerService;
  #secret = randomBytes(32).toString('base64url');
  #epoch = '';
  #isAlone = false;

  /** Stores the new secret. Without the database, only this replica uses it. */
  static async create(options: {
    knex: Knex | PluginDatabase;
    logger: LoggerService;
  }): Promise<SignalKeys> {
    const keys = new SignalKeys(options);
    await keys.#try(() => keys.#publish());
    return keys;
  }

  private constructor(options: {
    knex: Knex | PluginDatabase;
    logger: LoggerService;
  }) {
    this.#source = sourceOf(options.knex);
    this.#logger = options.logger;
    this.#use(this.#secret);
  }

  /** The key of the cluster with this uid. */
  of(uid: string): string {
    return signalKeyOf(
      this.#epoch,
      this.#digest(`uid ${uid}`).slice(0, DIGEST_LENGTH),
    );
  }

  /** Loads the secret of the replica that started last. Never rejects. */
  async refresh(): Promise<void> {
    await this.#try(async () => {
      const row = await this.#source.knex<Row>(TABLE).where({ id: ID }).first();
      if (row) {
        this.#use(row.secret);
      } else {
        // The database was not available when this replica started.
        await this.#publish();
      }
    });
  }

  #use(secret: string): void {
    this.#secret = secret;
    this.#epoch = this.#digest('epoch').slice(0, EPOCH_LENGTH);
  }

  #digest(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }

  async #publish(): Promise<void> {
    await this.#source
      .knex<Row>(TABLE)
      .insert({ id: ID, secret: this.#secret })
      .onConflict('id')
      .merge();
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#isAlone = false;
    } catch (error) {
      // Once an outage: it is tried again every few seconds.
      if (!this.#isAlone) {
        this.#isAlone = true;
        // Knex puts the values of a failed statement into its message.
        const failure = stringifyError(error).replaceAll(this.#secret, '…');
        this.#logger.warn(
          `The secret of signals could not be shared with other replicas, so pages read more often: ${failure}`,
        );
      }
    }
  }
}
