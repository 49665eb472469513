import { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { Knex } from 'knex';
import {
  DatabaseSource,
  PluginDatabase,
  sourceOf,
} from '../database/PluginDatabase';
import { Announcement, scopeOf } from './Announcement';

const TABLE = 'notification_outbox';
const TOPIC = 'dpu-clusters';

interface Row {
  id: number;
  uid: string;
  management_cluster: string;
  scope: string;
  recipient: string;
  payload: string;
  at: string;
  sent_at: string | null;
}

/** A notification that has not been sent. */
export interface PendingNotification {
  id: number;
  /** Of the cluster, or name of the management cluster. */
  uid: string;
  recipient: string;
  notification: NotificationSendOptions;
}

/** Stores notifications from the event until they are sent. */
export class NotificationOutbox {
  readonly #source: DatabaseSource;

  /** The plugin's migrations create the table. */
  constructor(database: Knex | PluginDatabase) {
    this.#source = sourceOf(database);
  }

  get #knex(): Knex {
    return this.#source.knex;
  }

  /**
   * Stores the notification for each of its recipients, in the transaction if one is given. An existing one is not changed.
   */
  async add(
    announcement: Announcement,
    options: { at: string; transaction?: Knex.Transaction },
  ): Promise<void> {
    const { uid, managementCluster, recipients, about, ...payload } =
      announcement;
    const key = scopeOf({ uid, about });
    const { scope = key } = payload;
    await (options.transaction ?? this.#knex)<Row>(TABLE)
      .insert(
        recipients.map((recipient, nth) => ({
          uid,
          management_cluster: managementCluster,
          // Unique in the table. In the payload it is the same for all, so that nobody gets it twice.
          scope: nth === 0 ? key : `${key}#${nth}`,
          recipient,
          payload: JSON.stringify({ ...payload, scope, topic: TOPIC }),
          at: options.at,
          sent_at: null,
        })),
      )
      .onConflict('scope')
      .ignore();
  }

  /** Whether a notification about this was stored, sent or not. */
  async has(
    uid: string,
    about: string,
    transaction: Knex.Transaction,
  ): Promise<boolean> {
    const scope = scopeOf({ uid, about });
    return (
      (await transaction<Row>(TABLE).where({ scope }).first()) !== undefined
    );
  }

  /** The notifications that have not been sent, oldest first, after the one with this id. */
  async pending(
    limit: number,
    options: { after?: number } = {},
  ): Promise<PendingNotification[]> {
    const rows = await this.#knex<Row>(TABLE)
      .whereNull('sent_at')
      .where('id', '>', options.after ?? 0)
      .orderBy('id')
      .limit(limit);
    return rows.map(({ id, uid, recipient, payload }) => ({
      id,
      uid,
      recipient,
      notification: {
        recipients: { type: 'entity', entityRef: recipient },
        payload: JSON.parse(payload),
      },
    }));
  }

  async markSent(id: number, at: string): Promise<void> {
    await this.#knex<Row>(TABLE).where({ id }).update({ sent_at: at });
  }

  /**
   * Drops notifications that were not sent in time. Their keys are kept as long as the same event could be recorded
   * again. Returns their number.
   */
  async giveUpBefore(at: string): Promise<number> {
    return this.#knex<Row>(TABLE)
      .whereNull('sent_at')
      .where('at', '<', at)
      .update({ sent_at: 'never' });
  }
}
