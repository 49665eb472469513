import {
  DPU_CLUSTERS_EVENT_TOPIC,
  DPU_CLUSTERS_SIGNAL_CHANNEL,
  DpuClustersSignal,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuCluster } from '@dpf-portal/dpf-model';
import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { EventsService } from '@backstage/plugin-events-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import { Clock, TimerHandle } from '@dpf-portal/kube-controller';
import type { ClusterChange } from '@dpf-portal/dpf-world';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { SignalKeys } from './SignalKeys';

/**
 * Changes when a field changes that a catalog entity may show. The status is not among them, and neither is the kubeconfig
 * that reconcilers set: a new cluster would be read and written again.
 */
function entityFingerprint(cluster: DpuCluster): string {
  const { annotations, labels } = cluster.metadata;
  const { kubeconfig: _, ...shown } = cluster.spec;
  return JSON.stringify([shown, annotations, labels]);
}

/** At most four signals a second. */
const INTERVAL_MS = 250;
/** A message with more keys is replaced by "all". */
const MAX_KEYS = 100;

/**
 * Announces to browsers (signals, by key) and to the catalog (events, by uid) which clusters changed, never what
 * changed; to browsers also that a DPU without a cluster did. The first change is sent at once, later ones within the interval are sent together.
 */
export class LivePublisher {
  readonly #signals: SignalsService;
  readonly #events: EventsService;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #signalKeys: Pick<SignalKeys, 'of'>;
  readonly #changed = new Set<string>();
  /** By management cluster. */
  readonly #entities = new Map<string, Set<string>>();
  readonly #fingerprints = new Map<string, string>();
  #timer?: TimerHandle;
  #lastSentAt = -Infinity;

  constructor(options: {
    signals: SignalsService;
    events: EventsService;
    clock: Clock;
    logger: LoggerService;
    signalKeys: Pick<SignalKeys, 'of'>;
  }) {
    this.#signals = options.signals;
    this.#events = options.events;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#signalKeys = options.signalKeys;
  }

  /** Publishes the changes that this management cluster's watch reports from now on. */
  follow(hosted: HostedManagementCluster): () => void {
    const { connection, settings } = hosted;
    const ofDpus = connection.onDpuWithoutCluster(() => {
      // No page of a cluster waits for this key; the list of DPUs reads again after every signal.
      this.#changed.add(`DPUs without a cluster of ${settings.name}`);
      this.#schedule();
    });
    const ofClusters = connection.onChange(change => {
      this.#changed.add(change.uid);
      if (this.#concernsEntity(change)) {
        const uids = this.#entities.get(settings.name) ?? new Set<string>();
        this.#entities.set(settings.name, uids.add(change.uid));
      }
      this.#schedule();
    });
    return () => {
      ofDpus();
      ofClusters();
    };
  }

  /** Stops publishing. */
  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#changed.clear();
    this.#entities.clear();
  }

  #concernsEntity({ uid, cluster, deleted, cause }: ClusterChange): boolean {
    if (deleted) {
      this.#fingerprints.delete(uid);
      return true;
    }
    if (cause !== 'cluster') {
      return false;
    }
    const fingerprint = entityFingerprint(cluster);
    const isNew = this.#fingerprints.get(uid) !== fingerprint;
    this.#fingerprints.set(uid, fingerprint);
    return isNew;
  }

  #schedule(): void {
    if (this.#timer !== undefined) {
      return;
    }
    const wait = this.#lastSentAt + INTERVAL_MS - this.#clock.monotonic();
    this.#timer = this.#clock.setTimeout(() => this.#send(), Math.max(0, wait));
  }

  #send(): void {
    this.#timer = undefined;
    this.#lastSentAt = this.#clock.monotonic();
    const uids = [...this.#changed];
    const entities = [...this.#entities];
    this.#changed.clear();
    this.#entities.clear();
    if (uids.length) {
      this.#try(
        this.#signals.publish({
          recipients: { type: 'broadcast' },
          channel: DPU_CLUSTERS_SIGNAL_CHANNEL,
          message: this.#signalOf(uids),
        }),
      );
    }
    for (const [managementCluster, changed] of entities) {
      this.#try(
        this.#events.publish({
          topic: DPU_CLUSTERS_EVENT_TOPIC,
          eventPayload: { managementCluster, uids: [...changed] },
        }),
      );
    }
  }

  #signalOf(uids: string[]): DpuClustersSignal {
    return uids.length > MAX_KEYS
      ? { all: true }
      : { keys: uids.map(uid => this.#signalKeys.of(uid)) };
  }

  #try(sending: Promise<void>): void {
    sending.catch(error => {
      this.#logger.warn(
        `A change could not be published: ${stringifyError(error)}`,
      );
    });
  }
}
