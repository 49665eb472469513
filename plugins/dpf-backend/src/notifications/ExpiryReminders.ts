import { toDpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { expiryTime, shownAnnotations } from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { NewsSettings, expiryAnnouncement } from './Announcement';
import { NotificationOutbox } from './NotificationOutbox';

const DAY_MS = 24 * 60 * 60_000;
/** Nearest first: who learns of the last day needs no other reminder. */
const DAYS_BEFORE = [1, 7];

/** Reminds owners 7 days and 1 day before the date of their cluster. Nothing is deleted at that date. */
export class ExpiryReminders {
  readonly #outbox: NotificationOutbox;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #settings: NewsSettings;
  /** What this process has put into the outbox, so that it does not do so every 30 seconds. */
  readonly #done = new Set<string>();

  constructor(options: {
    outbox: NotificationOutbox;
    clock: Pick<Clock, 'now'>;
    settings: NewsSettings;
  }) {
    this.#outbox = options.outbox;
    this.#clock = options.clock;
    this.#settings = options.settings;
  }

  /** Checks every cluster once. */
  async look(
    managementClusters: readonly HostedManagementCluster[],
  ): Promise<void> {
    for (const hosted of managementClusters) {
      const { connection } = hosted;
      if (!connection.synced) {
        continue;
      }
      for (const cluster of connection.clusters()) {
        const { annotations, creationTimestamp, deletionTimestamp, uid } =
          cluster.metadata;
        const { expires } = shownAnnotations(annotations);
        const ends = expires ? expiryTime(expires) : undefined;
        const days =
          ends === undefined || deletionTimestamp
            ? undefined
            : this.#dueReminder(ends, creationTimestamp);
        const key = `${uid} ${days} ${ends}`;
        if (ends === undefined || days === undefined || this.#done.has(key)) {
          continue;
        }
        const world = connection.world(hosted.roles());
        const announcement = expiryAnnouncement(
          toDpuClusterView(cluster, world),
          { expires: new Date(ends).toISOString(), days },
          this.#settings,
        );
        if (announcement) {
          const at = new Date(this.#clock.now()).toISOString();
          await this.#outbox.add(announcement, { at });
          this.#done.add(key);
        }
      }
    }
  }

  /** How many days before the end the reminder is that is due, if any. */
  #dueReminder(ends: number, creationTimestamp?: string): number | undefined {
    const now = this.#clock.now();
    const created = creationTimestamp ? Date.parse(creationTimestamp) : 0;
    if (now >= ends) {
      return undefined;
    }
    const days = DAYS_BEFORE.find(before => now >= ends - before * DAY_MS);
    // Who has just asked for three days knows it.
    return days !== undefined && created <= ends - days * DAY_MS
      ? days
      : undefined;
  }
}
