import {
  DPF_ANNOTATIONS,
  DpuCluster,
  TenantControlPlane,
  controlPlaneVersions,
  isControlPlaneOf,
  readOwner,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Clock,
  KubeClient,
  KubeObject,
  Logger,
  ServerGate,
} from '@dpf-portal/kube-controller';
import { ProbeTarget } from '../observation/TenantProbe';
import { TenantProber } from '../observation/TenantProber';
import { AddressFence } from '../tenant/AddressFence';
import { TenantAccess } from '../tenant/TenantAccess';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { OpenTenant } from '../tenant/OpenTenant';
import { connectTenant, isKamajisSecret } from '../tenant/connectTenant';
import { kubeconfigSecretName } from './indexes';
import { NamespaceWatches } from './NamespaceWatches';
import { WatchedStores } from './WatchedStores';

// A tenant that stops answering is reported within 30 s: one interval, a probe that times out after 4 s, 2 s until the
// next probe, and its 4 s.
const READER_PROBE_INTERVAL_MS = 18_000;

/** Decides which tenants are probed and with which kubeconfig Secret, and keeps those Secrets up to date. */
export class TenantHealth {
  readonly prober: TenantProber;
  readonly secrets: KubeconfigSecrets;
  readonly #client: KubeClient;
  readonly #access: TenantAccess;
  readonly #fence: AddressFence;
  readonly #stores: WatchedStores;
  readonly #secretWatches: NamespaceWatches;
  readonly #pinnedInterval: boolean;
  readonly #probesTenants: boolean;
  /** By the uid of the cluster: the name of its Secret, whether or not the cluster is probed. */
  readonly #named = new Map<string, string>();
  readonly #onSecretOf: (cluster: DpuCluster) => void;

  constructor(options: {
    client: KubeClient;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    stores: WatchedStores;
    /** The address of the management cluster's own API server. A tenant's kubeconfig may not name it. */
    managementServer: string;
    access: TenantAccess;
    /** Default: the interval of a reader, until `probeEvery` changes it. */
    probeIntervalMs?: number;
    /** False: nothing is read of Secrets, and nothing is sent to a tenant. */
    probesTenants: boolean;
    /** The observation of the DPUCluster with this uid changed. */
    onObservation: (uid: string) => void;
    /** The Secret that this cluster uses was changed. */
    onSecretOf: (cluster: DpuCluster) => void;
  }) {
    const { client, serverGate, clock, logger, stores, access } = options;
    this.#stores = stores;
    this.#onSecretOf = options.onSecretOf;
    this.#probesTenants = options.probesTenants;
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
    this.#client = client;
    this.#access = access;
    this.#fence = new AddressFence({
      allowedCidrs: access.allowedCidrs,
      managementServer: options.managementServer,
    });
    this.prober = new TenantProber({
      secrets: this.secrets,
      access,
      fence: this.#fence,
      intervalMs: options.probeIntervalMs ?? READER_PROBE_INTERVAL_MS,
      clock,
      logger,
      onChange: options.onObservation,
    });
  }

  /** To be called whenever the cluster, its control plane or its DPUs were added or changed. */
  follow(cluster: DpuCluster): void {
    if (!this.#probesTenants) {
      return;
    }
    const { uid = '', namespace = '' } = cluster.metadata;
    this.#secretWatches.add(namespace);
    this.#noteSecretOf(uid, namespace, kubeconfigSecretName(cluster));
    const target = probeTargetOf(cluster, this.#stores);
    if (target) {
      this.prober.follow(target);
    } else {
      this.prober.forget(uid);
    }
  }

  /**
   * Opens a connection of its own to the cluster's API. The Secret is read anew and is not kept.
   *
   * @throws TenantRequestError when there is no usable kubeconfig.
   */
  async open(cluster: DpuCluster, timeoutMs: number): Promise<OpenTenant> {
    return connectTenant(cluster, {
      client: this.#client,
      controlPlane: ownControlPlane(cluster, this.#stores),
      access: this.#access,
      fence: this.#fence,
      timeoutMs,
    });
  }

  /** To be called when the cluster was deleted. */
  forget({ metadata }: DpuCluster): void {
    const { uid = '', namespace = '' } = metadata;
    this.prober.forget(uid);
    this.#noteSecretOf(uid, namespace, undefined);
    if (this.#stores.clustersByIndex('namespace', namespace).length === 0) {
      this.#secretWatches.remove(namespace);
      this.secrets.forgetNamespace(namespace);
    }
  }

  /** Whether the Secrets of a namespace are listed and watched. */
  knowsSecretsIn(namespace: string): boolean {
    return this.#secretWatches.covers(namespace);
  }

  /** The namespaces with clusters in which Secrets may not be read. */
  get unreadableSecrets(): string[] {
    return this.#secretWatches.forbidden;
  }

  /** Sets the interval of probes, unless it was configured. `undefined` restores the interval of a reader. */
  probeEvery(intervalMs: number | undefined): void {
    if (!this.#pinnedInterval) {
      this.prober.setIntervalMs(intervalMs ?? READER_PROBE_INTERVAL_MS);
    }
  }

  stop(): void {
    this.#secretWatches.stop();
    this.prober.stop();
  }

  /** Credentials are kept only while a cluster names their Secret. */
  #noteSecretOf(
    uid: string,
    namespace: string,
    name: string | undefined,
  ): void {
    const before = this.#named.get(uid);
    if (name === undefined) {
      this.#named.delete(uid);
    } else {
      this.#named.set(uid, name);
    }
    if (
      before !== undefined &&
      before !== name &&
      this.#usersOf(namespace, before).length === 0
    ) {
      this.secrets.invalidate(namespace, before);
    }
  }

  #usersOf(namespace: string, name: string): readonly DpuCluster[] {
    return this.#stores.clustersByIndex('secret', `${namespace}/${name}`);
  }

  /** A Secret that no cluster names now may be cached, and a cluster may name it later. */
  #onSecret({ metadata }: KubeObject, deleted: boolean): void {
    const { namespace = '', name, resourceVersion } = metadata;
    this.secrets.invalidate(
      namespace,
      name,
      deleted ? undefined : resourceVersion,
    );
    if (!this.secrets.peek(namespace, name)) {
      this.prober.secretChanged(namespace, name);
    }
    for (const cluster of this.#usersOf(namespace, name)) {
      this.#onSecretOf(cluster);
    }
  }
}

/**
 * How to probe the cluster's tenant. `undefined` while it is not probed, because it has no kubeconfig yet. A cluster that
 * is being deleted is probed until it is gone: DPUs may use it for days.
 */
function probeTargetOf(
  cluster: DpuCluster,
  stores: WatchedStores,
): ProbeTarget | undefined {
  const { uid, namespace, name } = cluster.metadata;
  if (!uid || !namespace) {
    return undefined;
  }
  const own = ownControlPlane(cluster, stores);
  const secretName = kubeconfigSecretName(cluster, own);
  const comingUp = isComingUp(cluster);
  // A cluster that was restored from a backup names its Secret, and its control plane may have no owner yet.
  const serving =
    own ??
    (cluster.spec.kubeconfig
      ? stores.tenantControlPlanes?.get({ namespace, name })
      : undefined);
  const waiting =
    cluster.spec.type === 'kamaji' && comingUp && !controlPlaneIsReady(serving);
  if (!secretName || waiting) {
    return undefined;
  }
  return {
    uid,
    namespace,
    owner: ownerOf(cluster),
    secretName,
    serverNamedBy: isKamajisSecret(secretName, cluster, own)
      ? 'kamaji'
      : 'user',
    comingUp,
    rolling: controlPlaneIsRolling(own),
    installedVersion: controlPlaneVersions(own).installed,
    hasNoReplica: controlPlaneHasNoReplica(own),
    wantNodes: (stores.dpusOf(cluster)?.length ?? 0) > 0,
    wantStrayNodes: stores.dpusOf(cluster) !== undefined,
    dpuNames: () => dpuNamesOf(uid, stores),
    maxNodes: cluster.spec.maxNodes,
    nodeAddresses: () => nodeAddressesOf(stores),
  };
}

/** The control plane that was made for this cluster, and not for another one of its name. */
function ownControlPlane(
  cluster: DpuCluster,
  stores: WatchedStores,
): TenantControlPlane | undefined {
  const { namespace = '', name } = cluster.metadata;
  const tcp = stores.tenantControlPlanes?.get({ namespace, name });
  return tcp && isControlPlaneOf(cluster, tcp) ? tcp : undefined;
}

/** One address of each Ready node; none where nodes may not be read. */
function nodeAddressesOf(stores: WatchedStores): string[] {
  return stores.nodes
    .list()
    .filter(({ status }) =>
      status?.conditions?.some(
        condition => condition.type === 'Ready' && condition.status === 'True',
      ),
    )
    .flatMap(({ status }) => {
      const internal = status?.addresses?.find(
        ({ type }) => type === 'InternalIP',
      );
      return internal ? [internal.address] : [];
    });
}

function dpuNamesOf(uid: string, stores: WatchedStores): ReadonlySet<string> {
  const dpus = stores
    .clustersByIndex('uid', uid)
    .flatMap(cluster => stores.dpusOf(cluster) ?? []);
  return new Set(dpus.map(({ metadata }) => metadata.name));
}

/** The owner annotation, else the namespace. */
function ownerOf({ metadata }: DpuCluster): string {
  const owner = readOwner(metadata.annotations?.[DPF_ANNOTATIONS.owner]);
  return owner ? `owner ${owner}` : `namespace ${metadata.namespace}`;
}

function isComingUp(cluster: DpuCluster): boolean {
  const phase = cluster.status?.phase ?? 'Pending';
  return (
    cluster.spec.type === 'kamaji' &&
    (phase === 'Pending' || phase === 'Creating')
  );
}

function controlPlaneIsReady(tcp: TenantControlPlane | undefined): boolean {
  return versionStatusOf(tcp) === 'Ready';
}

/**
 * To rotate an authority, Kamaji first makes all keys and then rolls the API server; the status is Unknown during the
 * rollout.
 */
function controlPlaneIsRolling(tcp: TenantControlPlane | undefined): boolean {
  return ['CertificateAuthorityRotating', 'Unknown'].includes(
    versionStatusOf(tcp) ?? '',
  );
}

/** False while Kamaji reports no Deployment, because the control plane may have replicas then. */
function controlPlaneHasNoReplica(
  tcp: TenantControlPlane | undefined,
): boolean {
  const deployment = tcp?.status?.kubernetesResources?.deployment;
  return deployment !== undefined && !deployment.readyReplicas;
}

function versionStatusOf(
  tcp: TenantControlPlane | undefined,
): string | undefined {
  return tcp?.status?.kubernetesResources?.version?.status;
}
