import { toDpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuCluster, UPGRADE_PATIENCE_MS } from '@dpf-portal/dpf-model';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { PhaseTransitions } from '../transitions/PhaseTransitions';
import { NewsSettings, phaseAnnouncement } from './Announcement';

/**
 * Announces clusters that became NotReady during an upgrade of DPF and have not come back in time: then the upgrade is no
 * reason to say nothing.
 */
export class LateNews {
  readonly #transitions: PhaseTransitions;
  readonly #wasUpgraded: (managementCluster: string, at: number) => boolean;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #settings: NewsSettings;
  /** The times at which clusters became NotReady and that need no other look, by uid. */
  readonly #settled = new Map<string, string>();

  constructor(options: {
    transitions: PhaseTransitions;
    /** Whether an upgrade of DPF was under way on a management cluster at a time. */
    wasUpgraded: (managementCluster: string, at: number) => boolean;
    clock: Pick<Clock, 'now'>;
    settings: NewsSettings;
  }) {
    this.#transitions = options.transitions;
    this.#wasUpgraded = options.wasUpgraded;
    this.#clock = options.clock;
    this.#settings = options.settings;
  }

  /** Checks every cluster once. Rejects if the database cannot be used; the next look continues. */
  async look(
    managementClusters: readonly HostedManagementCluster[],
  ): Promise<void> {
    const away = new Set<string>();
    for (const hosted of managementClusters) {
      const { connection } = hosted;
      const { reachable, synced } = connection.status();
      const all = reachable && synced ? connection.clusters() : [];
      for (const cluster of all) {
        if (isAway(cluster)) {
          away.add(cluster.metadata.uid ?? '');
          await this.#judge(hosted, cluster);
        }
      }
    }
    for (const uid of this.#settled.keys()) {
      if (!away.has(uid)) {
        this.#settled.delete(uid);
      }
    }
  }

  async #judge(
    hosted: HostedManagementCluster,
    cluster: DpuCluster,
  ): Promise<void> {
    const { connection, settings } = hosted;
    const view = toDpuClusterView(cluster, connection.world(hosted.roles()));
    const { uid, phaseSince } = view;
    if (this.#settled.get(uid) === phaseSince) {
      return;
    }
    const last = await this.#transitions.lastOf(uid);
    if (last?.to !== 'NotReady') {
      return;
    }
    const at = Date.parse(last.at);
    const isLate = this.#clock.now() - at > UPGRADE_PATIENCE_MS;
    const ofUpgrade = this.#wasUpgraded(settings.name, at);
    if (ofUpgrade && !isLate) {
      return;
    }
    // The first phase that is seen is no news.
    if (ofUpgrade && last.number > 1) {
      const announcement = phaseAnnouncement(
        view,
        'NotReady',
        last,
        this.#settings,
      );
      if (announcement) {
        // One that was announced at once is not announced again.
        await this.#transitions.outbox.add(announcement, { at: last.at });
      }
    }
    this.#settled.set(uid, phaseSince);
  }
}

/** The upgrade of a control plane has a finding of its own when it takes too long. */
function isAway({ metadata, status }: DpuCluster): boolean {
  return (
    status?.phase === 'NotReady' &&
    !metadata.deletionTimestamp &&
    !status.conditions?.some(
      ({ type, status: is }) => type === 'Upgraded' && is === 'False',
    )
  );
}
