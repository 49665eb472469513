import {
  DpuClusterView,
  toDpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Finding } from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { NewsSettings, blockedAnnouncement } from './Announcement';
import { NotificationOutbox } from './NotificationOutbox';

/** A short problem, such as during a change of the leader, is not worth a notification. */
const LASTING_MS = 60_000;

interface Sighting {
  since: number;
  notified: boolean;
}

/**
 * The findings of a cluster that are worth a notification: the worst one that waiting does not end, and the worst one
 * that the platform team must act on, if that is another one.
 */
function worthTelling({ findings }: DpuClusterView): Finding[] {
  const worst = findings.find(({ blocking }) => blocking);
  const platforms = findings.find(
    ({ blocking, code, who }) =>
      who === 'platform' && (blocking || code === 'SettingsLost'),
  );
  return [...new Set([worst, platforms])].filter(
    finding => finding !== undefined,
  );
}

/** Puts a notification into the outbox for each cluster that has been blocked for a minute. */
export class BlockedClusters {
  readonly #outbox: NotificationOutbox;
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly #settings: NewsSettings;
  /** By uid and code. */
  readonly #sightings = new Map<string, Sighting>();

  constructor(options: {
    outbox: NotificationOutbox;
    clock: Pick<Clock, 'now' | 'monotonic'>;
    settings?: NewsSettings;
  }) {
    this.#outbox = options.outbox;
    this.#clock = options.clock;
    this.#settings = options.settings ?? {};
  }

  /**
   * Checks every cluster once. Clusters of an unreachable management cluster are skipped. Throws at the end if
   * notifications could not be stored; the next look stores them.
   */
  async look(
    managementClusters: readonly HostedManagementCluster[],
  ): Promise<void> {
    const seen = new Set<string>();
    const errors: unknown[] = [];
    for (const hosted of managementClusters) {
      const { reachable, synced } = hosted.connection.status();
      if (reachable && synced) {
        const world = hosted.connection.world(hosted.roles());
        for (const cluster of hosted.connection.clusters()) {
          const view = toDpuClusterView(cluster, world);
          for (const finding of worthTelling(view)) {
            seen.add(keyOf(view, finding));
            await this.#see(view, finding).catch(error => errors.push(error));
          }
        }
      }
    }
    for (const key of this.#sightings.keys()) {
      if (!seen.has(key)) {
        this.#sightings.delete(key);
      }
    }
    if (errors.length) {
      throw errors[0];
    }
  }

  async #see(view: DpuClusterView, finding: Finding): Promise<void> {
    const now = this.#clock.monotonic();
    const key = keyOf(view, finding);
    const known = this.#sightings.get(key);
    if (!known) {
      this.#sightings.set(key, { since: now, notified: false });
      return;
    }
    const announcement = blockedAnnouncement(view, finding, this.#settings);
    if (!announcement || known.notified || now - known.since < LASTING_MS) {
      return;
    }
    const at = new Date(this.#clock.now()).toISOString();
    await this.#outbox.add(announcement, { at });
    known.notified = true;
  }
}

function keyOf({ uid }: DpuClusterView, { code }: Finding): string {
  return `${uid} ${code}`;
}
