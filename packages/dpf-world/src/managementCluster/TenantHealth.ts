import { DpuCluster } from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Clock,
  KubeClient,
  KubeObject,
  Logger,
  ServerGate,
} from '@dpf-portal/kube-controller';
import { TenantProber } from '../observation/TenantProber';
import { AddressFence } from '../tenant/AddressFence';
import { TenantAccess } from '../tenant/TenantAccess';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { ManagementClusterStores } from './ManagementClusterStores';
import { NamespaceWatches } from './NamespaceWatches';
import { ProbeTargets } from './ProbeTargets';

// A tenant that stops answering is found out within half a minute: a turn, a probe that times out after 4 s, 2 s until
// the next, and that one's 4 s.
const READER_PROBE_INTERVAL_MS = 18_000;

/** Knows the kubeconfig Secrets of the DPUClusters, and by them how their tenants are. */
export class TenantHealth {
  readonly prober: TenantProber;
  readonly secrets: KubeconfigSecrets;
  readonly #stores: ManagementClusterStores;
  readonly #secretWatches: NamespaceWatches;
  readonly #targets: ProbeTargets;
  readonly #pinnedInterval: boolean;
  readonly #onSecretOf: (cluster: DpuCluster) => void;

  constructor(options: {
    client: KubeClient;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    stores: ManagementClusterStores;
    /** The address of the management cluster's own API server: not for a tenant's kubeconfig to name. */
    managementServer: string;
    access: TenantAccess;
    /** Default: as often as a reader must, until told otherwise. */
    probeIntervalMs?: number;
    /** The tenant of the DPUCluster with this uid is otherwise than before. */
    onObservation: (uid: string) => void;
    /** The Secret that this cluster uses was changed. */
    onSecretOf: (cluster: DpuCluster) => void;
  }) {
    const { client, serverGate, clock, logger, stores, access } = options;
    this.#stores = stores;
    this.#onSecretOf = options.onSecretOf;
    this.#pinnedInterval = options.probeIntervalMs !== undefined;
    this.#secretWatches = new NamespaceWatches({
      client,
      serverGate,
      clock,
      logger,
      resource: CORE_RESOURCES.secrets,
      onChange: (secret, deleted) => this.#onSecret(secret, deleted),
    });
    this.secrets = new KubeconfigSecrets({
      client,
      watched: namespace => this.#secretWatches.covers(namespace),
    });
    this.prober = new TenantProber({
      secrets: this.secrets,
      access,
      fence: new AddressFence({
        allowedCidrs: access.allowedCidrs,
        managementServer: options.managementServer,
      }),
      intervalMs: options.probeIntervalMs ?? READER_PROBE_INTERVAL_MS,
      clock,
      logger,
      onChange: options.onObservation,
    });
    this.#targets = new ProbeTargets({ stores, prober: this.prober });
  }

  /** The cluster, or something that belongs to it, is new or was changed. */
  follow(cluster: DpuCluster): void {
    this.#secretWatches.add(cluster.metadata.namespace ?? '');
    this.#targets.sync(cluster);
  }

  /** The cluster is gone. */
  forget({ metadata }: DpuCluster): void {
    const { uid = '', namespace = '' } = metadata;
    this.prober.unwatch(uid);
    if (this.#stores.clustersByIndex('namespace', namespace).length === 0) {
      this.#secretWatches.remove(namespace);
    }
  }

  /** Probes as often as whoever reconciles must, unless the interval was configured. */
  probeEvery(intervalMs: number | undefined): void {
    if (!this.#pinnedInterval) {
      this.prober.setIntervalMs(intervalMs ?? READER_PROBE_INTERVAL_MS);
    }
  }

  stop(): void {
    this.#secretWatches.stop();
    this.prober.stop();
  }

  #onSecret({ metadata }: KubeObject, deleted: boolean): void {
    const { namespace = '', name, resourceVersion } = metadata;
    const users = this.#stores.clustersByIndex(
      'secret',
      `${namespace}/${name}`,
    );
    if (users.length === 0) {
      return;
    }
    this.secrets.invalidate(
      namespace,
      name,
      deleted ? undefined : resourceVersion,
    );
    if (!this.secrets.peek(namespace, name)) {
      this.prober.secretChanged(namespace, name);
    }
    for (const cluster of users) {
      this.#onSecretOf(cluster);
    }
  }
}
