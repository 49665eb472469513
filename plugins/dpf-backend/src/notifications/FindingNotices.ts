import { Finding } from '@dpf-portal/dpf-model';
import { Knex } from 'knex';
import {
  DatabaseSource,
  PluginDatabase,
  sourceOf,
} from '../database/PluginDatabase';
import { Announcement, scopeOf } from './Announcement';
import { NotificationOutbox } from './NotificationOutbox';

const TABLE = 'finding_notices';

/** Something that has the finding of a notice: a cluster, or with an empty uid the management cluster itself. */
export interface NoticeMember {
  uid: string;
  namespace: string;
}

/** A notification of findings that are open. */
export interface FindingNotice {
  managementCluster: string;
  /** uid of the cluster; empty: it is about everything of the management cluster that has the finding. */
  uid: string;
  code: Finding['code'];
  recipients: string[];
  /** What has the findings, in a few words. */
  subject: string;
  sentence: string;
  link: string;
  members: NoticeMember[];
}

/** A notice as it is stored. */
export interface OpenNotice extends FindingNotice {
  scope: string;
  /** RFC 3339; when it was last sent. */
  announcedAt: string;
  /** When some replica last said that it sees one of its findings; wall milliseconds. */
  seenAt: number;
}

interface Row {
  management_cluster: string;
  uid: string;
  code: Finding['code'];
  scope: string;
  announced_at: string;
  seen_at: string;
  recipients: string;
  subject: string;
  sentence: string;
  link: string;
  members: string;
}

/** What a notification says. */
type Words = Pick<Announcement, 'title' | 'description' | 'link' | 'severity'>;

function keyOf({
  managementCluster,
  uid,
  code,
}: Pick<FindingNotice, 'managementCluster' | 'uid' | 'code'>) {
  return { management_cluster: managementCluster, uid, code };
}

function toNotice(row: Row): OpenNotice {
  return {
    managementCluster: row.management_cluster,
    uid: row.uid,
    code: row.code,
    scope: row.scope,
    announcedAt: row.announced_at,
    seenAt: Date.parse(row.seen_at),
    recipients: JSON.parse(row.recipients),
    subject: row.subject,
    sentence: row.sentence,
    link: row.link,
    members: JSON.parse(row.members),
  };
}

/**
 * The notifications of findings that are open. Every replica decides what is to be sent; each notification, each update
 * and each end is stored once, together with what is sent.
 */
export class FindingNotices {
  readonly #source: DatabaseSource;
  readonly #outbox: NotificationOutbox;

  /** The plugin's migrations create the table. */
  constructor(database: Knex | PluginDatabase, outbox: NotificationOutbox) {
    this.#source = sourceOf(database);
    this.#outbox = outbox;
  }

  get #knex(): Knex {
    return this.#source.knex;
  }

  /** Those of a management cluster. */
  async open(managementCluster: string): Promise<OpenNotice[]> {
    const rows = await this.#knex<Row>(TABLE).where({
      management_cluster: managementCluster,
    });
    return rows.map(toNotice);
  }

  /** Stores and sends a new one, unless there is one already. */
  async announce(
    notice: FindingNotice,
    words: Words,
    options: { at: string; scope?: string },
  ): Promise<void> {
    const { at } = options;
    const sent = this.#sent(notice, `finding:${notice.code}:${at}`);
    const { scope = scopeOf(sent) } = options;
    await this.#knex.transaction(async tx => {
      const made = await tx<Row>(TABLE)
        .insert({
          ...keyOf(notice),
          scope,
          announced_at: at,
          seen_at: at,
          ...this.#contentOf(notice),
        })
        .onConflict(['management_cluster', 'uid', 'code'])
        .ignore()
        .returning(['uid']);
      if (made.length) {
        await this.#outbox.add(
          { ...sent, ...words, scope },
          { at, transaction: tx },
        );
      }
    });
  }

  /** Stores and sends what has changed, unless another replica was faster. */
  async update(
    before: OpenNotice,
    notice: FindingNotice,
    words: Words,
    at: string,
  ): Promise<void> {
    const { scope, announcedAt, code } = before;
    const about = `finding:${code}:${announcedAt}:${at}`;
    await this.#knex.transaction(async tx => {
      const changed = await tx<Row>(TABLE)
        .where({ ...keyOf(before), announced_at: announcedAt })
        .update({ announced_at: at, seen_at: at, ...this.#contentOf(notice) });
      if (changed) {
        await this.#outbox.add(
          { ...this.#sent(notice, about), ...words, scope },
          { at, transaction: tx },
        );
      }
    });
  }

  /** Records that this replica sees one of its findings. */
  async seen(notice: OpenNotice, at: string): Promise<void> {
    await this.#knex<Row>(TABLE).where(keyOf(notice)).update({ seen_at: at });
  }

  /** Removes one whose findings have ended, and sends that, unless another replica was faster. */
  async end(
    notice: OpenNotice,
    words: Omit<Words, 'link'>,
    at: string,
  ): Promise<void> {
    const { scope, announcedAt, code, link } = notice;
    const about = `finding:${code}:${announcedAt}:resolved`;
    await this.#knex.transaction(async tx => {
      const ended = await tx<Row>(TABLE)
        .where({ ...keyOf(notice), announced_at: announcedAt })
        .delete();
      if (ended) {
        await this.#outbox.add(
          { ...this.#sent(notice, about), ...words, link, scope },
          { at, transaction: tx },
        );
      }
    });
  }

  #sent({ uid, managementCluster, recipients }: FindingNotice, about: string) {
    return {
      uid: uid || managementCluster,
      managementCluster,
      recipients,
      about,
    };
  }

  #contentOf({ recipients, subject, sentence, link, members }: FindingNotice) {
    return {
      recipients: JSON.stringify(recipients),
      subject,
      sentence,
      link,
      members: JSON.stringify(members),
    };
  }
}
