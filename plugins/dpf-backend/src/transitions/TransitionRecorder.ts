import { LoggerService } from '@backstage/backend-plugin-api';
import { DpuCluster, dpfUpgradeRuns, whyNotReady } from '@dpf-portal/dpf-model';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import {
  DpuClusterView,
  toDpuClusterView,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { NewsSettings, phaseAnnouncement } from '../notifications/Announcement';
import { isOfUpgrade } from './isOfUpgrade';
import { PhaseSighting, PhaseTransitions } from './PhaseTransitions';

/** Records phase changes that the watch reports. */
export class TransitionRecorder {
  readonly #transitions: PhaseTransitions;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #logger: LoggerService;
  readonly #settings: NewsSettings;
  readonly #onRecorded: () => void;
  readonly #wasUpgraded: (managementCluster: string, at: number) => boolean;
  /** The last recorded phase, so that most changes need no database query. */
  readonly #phases = new Map<string, string>();
  readonly #followed = new Set<HostedManagementCluster>();
  #tail: Promise<void> = Promise.resolve();

  constructor(options: {
    transitions: PhaseTransitions;
    clock: Pick<Clock, 'now'>;
    logger: LoggerService;
    settings: NewsSettings;
    /** This replica recorded a phase change. */
    onRecorded?: () => void;
    /** Whether an upgrade of DPF was under way on a management cluster at a time. */
    wasUpgraded?: (managementCluster: string, at: number) => boolean;
  }) {
    this.#wasUpgraded = options.wasUpgraded ?? (() => false);
    this.#settings = options.settings;
    this.#onRecorded = options.onRecorded ?? (() => {});
    this.#transitions = options.transitions;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** To be called when the database is available again: records the phases that changed meanwhile. */
  review(): void {
    for (const hosted of this.#followed) {
      for (const cluster of hosted.connection.clusters()) {
        this.#see(hosted, cluster.metadata.uid ?? '', cluster);
      }
    }
  }

  /** Records the changes that this management cluster's watch reports from now on. */
  follow(hosted: HostedManagementCluster): () => void {
    this.#followed.add(hosted);
    return hosted.connection.onChange(({ uid, cluster, deleted, cause }) => {
      if (deleted) {
        this.#phases.delete(uid);
      } else if (cause === 'cluster') {
        this.#see(hosted, uid, cluster);
      }
    });
  }

  /** Resolves when every observed change is recorded. */
  settled(): Promise<void> {
    return this.#tail;
  }

  /**
   * The conditions have the time at which Ready changed. For other phases only the time of the observation is known.
   */
  #timeOf({ phase, phaseSince }: DpuClusterView): string {
    const isTold = phase !== 'Creating' && phase !== 'Failed';
    const at = isTold ? Date.parse(phaseSince) : NaN;
    return new Date(Number.isNaN(at) ? this.#clock.now() : at).toISOString();
  }

  #see(hosted: HostedManagementCluster, uid: string, cluster: DpuCluster) {
    const phase = cluster.status?.phase ?? 'Pending';
    const { resourceVersion } = cluster.metadata;
    if (!resourceVersion || this.#phases.get(uid) === phase) {
      return;
    }
    this.#phases.set(uid, phase);
    const view = toDpuClusterView(
      cluster,
      hosted.connection.world(hosted.roles()),
    );
    const sentence = sentenceFor(cluster, view);
    const at = this.#timeOf(view);
    const sighting: PhaseSighting = {
      uid,
      managementCluster: hosted.settings.name,
      phase,
      resourceVersion,
      at,
      sentence,
      announcement: (number, last) =>
        isOfUpgrade(
          cluster,
          { at, last },
          {
            runs: dpfUpgradeRuns(hosted.connection.operatorConfig()),
            ranAtLast: this.#wasUpgraded(
              hosted.settings.name,
              Date.parse(last.at),
            ),
          },
        )
          ? undefined
          : phaseAnnouncement(
              view,
              phase,
              { number, sentence },
              this.#settings,
            ),
    };
    // One after the other, because the second of two quick changes must find the first.
    this.#tail = this.#tail.then(async () => {
      try {
        if (await this.#transitions.record(sighting)) {
          this.#onRecorded();
        }
      } catch (error) {
        this.#phases.delete(uid);
        // Of a database that is not available, one line is logged elsewhere.
        const level =
          error instanceof ServiceUnavailableError ? 'debug' : 'warn';
        this.#logger[level](
          `A phase change of ${uid} could not be written down: ${
            toError(error).name
          }`,
        );
      }
    });
  }
}

/** A history row and a notification keep this for ever, so it must be the cause and not just any problem. */
function sentenceFor(
  cluster: DpuCluster,
  view: DpuClusterView,
): string | undefined {
  switch (view.phase) {
    case 'Ready':
      return undefined;
    case 'NotReady':
      return whyNotReady(cluster, view.findings);
    default:
      return lastingSentence(view);
  }
}

/** The problem without its running time: "2 s so far" is outdated when it is read. */
function lastingSentence({ findings }: DpuClusterView): string | undefined {
  return findings.find(({ severity }) => severity !== 'info')?.sentence;
}
