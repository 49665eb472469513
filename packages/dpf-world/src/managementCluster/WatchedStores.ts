import {
  ConfigMap,
  DaemonSet,
  DpfOperatorConfig,
  Dpu,
  DpuCluster,
  KnownOperatorConfig,
  KubeNode,
  RunningEndpoint,
  Service,
  TenantControlPlane,
  WatchedKind,
  clusterOfKeepalived,
  endpointOfKeepalived,
  fieldsOfTools,
  groupOf,
  readVendorKeepalived,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Clock,
  KubeClient,
  KubeObject,
  Logger,
  ResourceType,
  ServerGate,
} from '@dpf-portal/kube-controller';
import { OURS_SELECTOR } from '../childNames';
import {
  dpuMatters,
  isEqual,
  nodeMatters,
  operatorConfigMatters,
} from './changesThatMatter';
import { DiscoveredApis } from './discoverCapabilities';
import {
  CLUSTER_INDEXERS,
  DPU_INDEXERS,
  KEEPALIVED_CONFIG_INDEXERS,
  NODE_INDEXERS,
  SERVICE_INDEXERS,
  TCP_INDEXERS,
  VENDOR_KEEPALIVED_INDEXERS,
  addressKey,
} from './indexes';
import {
  AnyResourceView,
  ResourceView,
  ResourceViewOptions,
} from './ResourceView';
import { SharedParts } from './SharedParts';
import {
  trimDaemonSet,
  trimDpu,
  trimNode,
  trimOperatorConfig,
  trimTenantControlPlane,
} from './trim';

/**
 * The fields of Kamaji's DataStore that are read here.
 *
 * @public
 */
export interface DataStore extends KubeObject {
  status?: { ready?: boolean };
}

/** What the stores report of the objects that they watch. @public */
export interface StoreEvents {
  cluster(cluster: DpuCluster, old: DpuCluster | undefined): void;
  clusterDeleted(cluster: DpuCluster): void;
  /** A child was made, changed or deleted. */
  child(child: KubeObject): void;
  controlPlane(tcp: TenantControlPlane): void;
  dpu(dpu: Dpu): void;
  /** The DPUs of a group have been listed. Until then it is unknown which clusters have DPUs. */
  dpusListed(group: string): void;
  nodes(): void;
  operatorConfig(): void;
}

/** What the stores of one management cluster need. @public */
export interface StoreOptions {
  client: KubeClient;
  namespaces?: readonly string[];
  /** Where DPF keeps its own configuration. */
  operatorNamespace: string;
  serverGate: ServerGate;
  clock: Clock;
  logger: Logger;
  events: StoreEvents;
}

/**
 * The stores of all watched objects of one management cluster. A view is added when its API is found.
 * One class of over 400 lines, since every watched kind is listed here with its index and its trimming.
 *
 * @public
 */
export class WatchedStores {
  readonly clusters = new Map<string, ResourceView<DpuCluster>>();
  readonly dpus = new Map<string, ResourceView<Dpu>>();
  readonly services: ResourceView<Service>;
  readonly configMaps: ResourceView<ConfigMap>;
  readonly daemonSets: ResourceView<DaemonSet>;
  readonly nodes: ResourceView<KubeNode>;
  tenantControlPlanes?: ResourceView<TenantControlPlane>;
  dataStores?: ResourceView<DataStore>;
  operatorConfigs?: ResourceView<DpfOperatorConfig>;
  readonly #options: StoreOptions;
  readonly #parts = new SharedParts();
  readonly #views: AnyResourceView[] = [];
  #signal?: AbortSignal;
  readonly #running = new Set<Promise<void>>();

  constructor(options: StoreOptions) {
    this.#options = options;
    this.services = this.#view<Service>(CORE_RESOURCES.services, {
      indexers: SERVICE_INDEXERS,
      labelSelector: OURS_SELECTOR,
    });
    this.configMaps = this.#view<ConfigMap>(CORE_RESOURCES.configMaps, {
      labelSelector: OURS_SELECTOR,
      indexers: KEEPALIVED_CONFIG_INDEXERS,
    });
    // The vendor's DaemonSets have none of our labels, so all DaemonSets are watched, most of them as metadata only.
    this.daemonSets = this.#view<DaemonSet>(CORE_RESOURCES.daemonSets, {
      transform: daemonSet => trimDaemonSet(daemonSet, this.#parts),
      indexers: VENDOR_KEEPALIVED_INDEXERS,
    });
    this.nodes = this.#view<KubeNode>(CORE_RESOURCES.nodes, {
      indexers: NODE_INDEXERS,
      transform: trimNode,
    });
    for (const view of [this.services, this.configMaps, this.daemonSets]) {
      this.#onAny<KubeObject>(view, child => options.events.child(child));
    }
    this.nodes.addHandler({
      added: () => options.events.nodes(),
      updated: (node, old) => {
        if (nodeMatters(node, old)) {
          options.events.nodes();
        }
      },
      deleted: () => options.events.nodes(),
    });
  }

  /** Adds a view for each API that was found since the last call. Existing views switch to the served version. */
  follow(found: DiscoveredApis): void {
    for (const resource of found.clusters) {
      const view = this.clusters.get(resource.group);
      view?.follow(resource);
      if (!view) {
        this.#addClusters(resource);
      }
    }
    for (const resource of found.dpus) {
      const view = this.dpus.get(resource.group);
      view?.follow(resource);
      if (!view) {
        this.#addDpus(resource);
      }
    }
    if (found.tenantControlPlanes) {
      this.tenantControlPlanes?.follow(found.tenantControlPlanes);
      this.tenantControlPlanes ??= this.#controlPlanes(
        found.tenantControlPlanes,
      );
    }
    if (found.dataStores) {
      this.dataStores?.follow(found.dataStores);
      this.dataStores ??= this.#view<DataStore>(found.dataStores, {
        transform: ({ apiVersion, kind, metadata, status }) => ({
          apiVersion,
          kind,
          metadata,
          status: { ready: status?.ready },
        }),
      });
    }
    if (found.operatorConfigs) {
      this.operatorConfigs?.follow(found.operatorConfigs);
      this.operatorConfigs ??= this.#configs(found.operatorConfigs);
    }
  }

  /** To be called when the definition of this name has another schema. */
  definitionChanged(name: string): void {
    for (const view of this.#views) {
      if (name === `${view.resource.plural}.${view.resource.group}`) {
        view.schemaChanged();
      }
    }
  }

  /** The views of every kind, clusters among them. */
  get views(): readonly AnyResourceView[] {
    return this.#views;
  }

  get settled(): boolean {
    return this.#views.every(({ settled }) => settled);
  }

  /** What has not been listed yet. */
  get pending(): string[] {
    return this.#views.flatMap(({ pending }) => pending ?? []);
  }

  /** The DPUClusters of every served group are known. */
  get clustersSettled(): boolean {
    return [...this.clusters.values()].every(({ settled }) => settled);
  }

  /** The server was unreachable and has not listed the DPUClusters since, so the stores may not match its data. */
  get clustersRelistPending(): boolean {
    return [...this.clusters.values()].some(
      ({ relistPending }) => relistPending,
    );
  }

  /** When each store of DPUClusters last heard from the server. */
  lastSeenAt(): Array<number | undefined> {
    return [...this.clusters.values()].map(({ lastSeenAt }) => lastSeenAt);
  }

  allClusters(): DpuCluster[] {
    return [...this.clusters.values()].flatMap(view => view.list());
  }

  clustersByIndex(index: string, value: string): DpuCluster[] {
    return [...this.clusters.values()].flatMap(view =>
      view.byIndex(index, value),
    );
  }

  /** The clusters that request this VIP, in any spelling. */
  clustersByVip(vip: string): DpuCluster[] {
    return this.clustersByIndex('vip', addressKey(vip));
  }

  /** The clusters that request this virtual router id, on any interface. */
  clustersByRouterId(id: number): DpuCluster[] {
    return this.clustersByIndex('routerId', String(id));
  }

  /** The control planes that request this address, in any spelling. */
  controlPlanesByAddress(address: string): readonly TenantControlPlane[] {
    return (
      this.tenantControlPlanes?.byIndex('address', addressKey(address)) ?? []
    );
  }

  /** The keepalived with this address or virtual router id, ours by its ConfigMap and the vendor's by its DaemonSet. */
  keepalivedBy(index: 'vip' | 'routerId', value: string): RunningEndpoint[] {
    const ours = this.configMaps
      .byIndex(index, value)
      .flatMap(({ metadata }) => this.daemonSets.get(metadata) ?? [])
      .filter(daemonSet => !readVendorKeepalived(daemonSet));
    return [...ours, ...this.daemonSets.byIndex(index, value)].map(daemonSet =>
      this.#keepalivedOf(daemonSet),
    );
  }

  /** Every keepalived of a control plane. */
  allKeepalived(): RunningEndpoint[] {
    return this.daemonSets
      .list()
      .filter(
        ({ metadata }) => clusterOfKeepalived(metadata.name) !== undefined,
      )
      .map(daemonSet => this.#keepalivedOf(daemonSet));
  }

  /** DPF's own configuration; the oldest object if there are several. `undefined` until it has been listed. */
  operatorConfig(): KnownOperatorConfig {
    const view = this.operatorConfigs;
    if (!view?.settled || view.absent) {
      return undefined;
    }
    return view.readable ? oldestOf(view.list()) : 'unreadable';
  }

  dpusOf(cluster: DpuCluster): readonly Dpu[] | undefined {
    const view = this.dpus.get(groupOf(cluster));
    if (!view?.readable) {
      return undefined;
    }
    const { namespace, name } = cluster.metadata;
    return view.byIndex('cluster', `${namespace}/${name}`);
  }

  /** The views of a kind, of a cluster those of its API group; none where the kind is not served. */
  viewsOf(
    kind: Exclude<WatchedKind, 'secrets' | 'roles'>,
    cluster?: DpuCluster,
  ): AnyResourceView[] {
    switch (kind) {
      case 'dpuClusters':
      case 'dpus': {
        const views: ReadonlyMap<string, AnyResourceView> =
          kind === 'dpus' ? this.dpus : this.clusters;
        const view = cluster && views.get(groupOf(cluster));
        return cluster ? [view ?? []].flat() : [...views.values()];
      }
      case 'tenantControlPlanes':
      case 'dataStores':
      case 'operatorConfigs':
        return [this[kind] ?? []].flat();
      default:
        return [this[kind]];
    }
  }

  /** The DPUs of every group. */
  allDpus(): Dpu[] {
    return [...this.dpus.values()].flatMap(view => view.list());
  }

  /** The groups whose DPUs may not be listed, at least in some namespace. */
  forbiddenDpus(): string[] {
    return [...this.dpus].flatMap(([group, view]) =>
      view.forbidden ? [group] : [],
    );
  }

  /** What may not be read, as `plural.group`. */
  get forbidden(): string[] {
    return this.#views
      .filter(({ forbidden }) => forbidden)
      .map(({ resource: { plural, group } }) => `${plural}.${group}`);
  }

  /** The DPUs of every group that have no cluster yet. */
  unassignedDpus(): Dpu[] {
    return [...this.dpus.values()].flatMap(view =>
      view.byIndex('unassigned', ''),
    );
  }

  /** The view of the resource of one of our children. */
  viewOf(resource: ResourceType): AnyResourceView | undefined {
    return this.#views.find(
      view =>
        view.resource.group === resource.group &&
        view.resource.plural === resource.plural,
    );
  }

  async run(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    for (const view of this.#views) {
      this.#start(view, signal);
    }
    await new Promise<void>(resolve => {
      if (signal.aborted) {
        resolve();
      }
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.all(this.#running);
  }

  #keepalivedOf(daemonSet: DaemonSet): RunningEndpoint {
    return endpointOfKeepalived(
      daemonSet,
      this.configMaps.get(daemonSet.metadata),
    );
  }

  #addClusters(resource: ResourceType): void {
    const { events } = this.#options;
    const view: ResourceView<DpuCluster> = this.#view<DpuCluster>(resource, {
      indexers: CLUSTER_INDEXERS,
      transform: cluster => asStored(view.resource, cluster),
    });
    this.clusters.set(resource.group, view);
    view.addHandler({
      added: cluster => events.cluster(cluster, undefined),
      updated: (cluster, old) => events.cluster(cluster, old),
      deleted: cluster => events.clusterDeleted(cluster),
    });
  }

  #addDpus(resource: ResourceType): void {
    const { events } = this.#options;
    const view = this.#view<Dpu>(resource, {
      indexers: DPU_INDEXERS,
      transform: dpu => trimDpu(dpu, this.#parts),
    });
    this.dpus.set(resource.group, view);
    view.addHandler({
      added: dpu => events.dpu(dpu),
      updated: (dpu, old) => {
        if (!dpuMatters(dpu, old)) {
          return;
        }
        events.dpu(dpu);
        if (!isEqual(dpu.spec, old.spec)) {
          events.dpu(old);
        }
      },
      deleted: dpu => events.dpu(dpu),
    });
    // The handlers get the first list before it counts as known.
    void view.whenListed().then(() => events.dpusListed(resource.group));
  }

  #controlPlanes(resource: ResourceType): ResourceView<TenantControlPlane> {
    const view = this.#view<TenantControlPlane>(resource, {
      indexers: TCP_INDEXERS,
      transform: tcp => trimTenantControlPlane(tcp, this.#parts),
    });
    this.#onAny(view, tcp => this.#options.events.controlPlane(tcp));
    return view;
  }

  #configs(resource: ResourceType): ResourceView<DpfOperatorConfig> {
    const view = this.#view<DpfOperatorConfig>(
      resource,
      { transform: trimOperatorConfig },
      [this.#options.operatorNamespace],
    );
    const changed = () => this.#options.events.operatorConfig();
    view.addHandler({
      added: changed,
      updated: (config, old) => {
        if (operatorConfigMatters(config, old)) {
          changed();
        }
      },
      deleted: changed,
    });
    return view;
  }

  #start(view: AnyResourceView, signal: AbortSignal): void {
    const running: Promise<void> = view
      .run(signal)
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #view<T extends KubeObject>(
    resource: ResourceType,
    options: Pick<
      ResourceViewOptions<T>,
      'indexers' | 'labelSelector' | 'transform'
    >,
    namespaces = this.#options.namespaces,
  ): ResourceView<T> {
    const { client, serverGate, clock, logger } = this.#options;
    const view = new ResourceView<T>({
      client,
      resource,
      namespaces,
      serverGate,
      clock,
      logger,
      ...options,
    });
    this.#views.push(view);
    if (this.#signal) {
      this.#start(view, this.#signal);
    }
    return view;
  }

  #onAny<T extends KubeObject>(
    view: ResourceView<T>,
    fn: (object: T) => void,
  ): void {
    view.addHandler({ added: fn, updated: fn, deleted: fn });
  }
}

/** The oldest object; of equally old ones the first by name. */
function oldestOf<T extends KubeObject>(objects: readonly T[]): T | undefined {
  const age = ({ metadata }: T) =>
    `${metadata.creationTimestamp}/${metadata.name}`;
  return [...objects].sort((a, b) => age(a).localeCompare(age(b)))[0];
}

/** The items of a list have no apiVersion and kind, and stores drop managedFields, of which what GitOps tools own is kept. */
function asStored(
  { group, version, kind }: ResourceType,
  cluster: DpuCluster,
): DpuCluster {
  const appliedFields = fieldsOfTools(cluster.metadata);
  return {
    ...cluster,
    apiVersion: `${group}/${version}`,
    kind,
    ...(appliedFields.length && { appliedFields }),
  };
}
