import {
  DpuClusterView,
  toDpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Finding } from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { blockedAnnouncement } from './Announcement';
import { NotificationOutbox } from './NotificationOutbox';

/** A short problem, such as during a change of the leader, is not worth a notification. */
const LASTING_MS = 60_000;

interface Sighting {
  code: Finding['code'];
  since: number;
  notified: boolean;
}

/** Puts a notification into the outbox for each cluster that has been blocked for a minute. */
export class BlockedClusters {
  readonly #outbox: NotificationOutbox;
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  /** By uid. */
  readonly #blocked = new Map<string, Sighting>();

  constructor(options: {
    outbox: NotificationOutbox;
    clock: Pick<Clock, 'now' | 'monotonic'>;
  }) {
    this.#outbox = options.outbox;
    this.#clock = options.clock;
  }

  /** Checks every cluster once. Clusters of an unreachable management cluster are skipped. */
  async look(
    managementClusters: readonly HostedManagementCluster[],
  ): Promise<void> {
    const blocked = new Set<string>();
    for (const hosted of managementClusters) {
      const { reachable, synced } = hosted.connection.status();
      if (reachable && synced) {
        const world = hosted.connection.world(hosted.roles());
        for (const cluster of hosted.connection.clusters()) {
          const view = toDpuClusterView(cluster, world);
          const finding = view.findings.find(({ blocking }) => blocking);
          if (finding) {
            blocked.add(view.uid);
            await this.#see(view, finding);
          }
        }
      }
    }
    for (const uid of this.#blocked.keys()) {
      if (!blocked.has(uid)) {
        this.#blocked.delete(uid);
      }
    }
  }

  async #see(view: DpuClusterView, finding: Finding): Promise<void> {
    const now = this.#clock.monotonic();
    const known = this.#blocked.get(view.uid);
    if (known?.code !== finding.code) {
      const { code } = finding;
      this.#blocked.set(view.uid, { code, since: now, notified: false });
      return;
    }
    const announcement = blockedAnnouncement(view, finding);
    if (!announcement || known.notified || now - known.since < LASTING_MS) {
      return;
    }
    const at = new Date(this.#clock.now()).toISOString();
    await this.#outbox.add(announcement, { at });
    known.notified = true;
  }
}
