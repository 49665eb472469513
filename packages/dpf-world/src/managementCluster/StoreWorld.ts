import {
  AddressHolder,
  ConfigMap,
  ControlPlaneSettings,
  ControllerRoleStatus,
  DaemonSet,
  DpfCapabilities,
  Dpu,
  DpuCluster,
  KubeNode,
  KubeconfigSecretState,
  PortalKnowledge,
  RunningEndpoint,
  Service,
  TenantControlPlane,
  TenantObservation,
  UpgradeUnderWay,
  WatchedKind,
  World,
  endpointOfControlPlane,
  groupOf,
  isControlPlaneOf,
  upgradeUnderWay,
} from '@dpf-portal/dpf-model';
import { TenantProber } from '../observation/TenantProber';
import { AddressHolders } from './AddressHolders';
import { addressKey } from './indexes';
import { KeepalivedConfigs } from './KeepalivedConfigs';
import { WatchedStores } from './WatchedStores';

/** World over the stores of one management cluster. Each method reads the current state of the stores. */
export class StoreWorld implements World {
  readonly managementCluster: string;
  readonly now: number;
  readonly capabilities: DpfCapabilities;
  readonly roles: ControllerRoleStatus[];
  readonly vendorTypes: readonly string[];
  readonly controlPlaneSettings: ControlPlaneSettings;
  readonly portal?: PortalKnowledge;
  readonly usualTimeToReadyMs?: number;
  readonly #stores: WatchedStores;
  readonly #prober: TenantProber;
  readonly #keepalivedConfigs: KeepalivedConfigs;
  readonly #addressHolders: AddressHolders;
  readonly #knowledge: Pick<World, 'isKnown' | 'wasListed'>;
  #hanging?: readonly DpuCluster[];
  #upgrades?: readonly UpgradeUnderWay[];
  readonly #firsts = new Map<string, DpuCluster | undefined>();

  constructor(options: {
    managementCluster: string;
    now: number;
    capabilities: DpfCapabilities;
    roles: ControllerRoleStatus[];
    vendorTypes: readonly string[];
    controlPlaneSettings: ControlPlaneSettings;
    portal?: PortalKnowledge;
    usualTimeToReadyMs?: number;
    stores: WatchedStores;
    prober: TenantProber;
    keepalivedConfigs: KeepalivedConfigs;
    addressHolders: AddressHolders;
    knowledge: Pick<World, 'isKnown' | 'wasListed'>;
  }) {
    this.managementCluster = options.managementCluster;
    this.now = options.now;
    this.capabilities = options.capabilities;
    this.roles = options.roles;
    this.vendorTypes = options.vendorTypes;
    this.controlPlaneSettings = options.controlPlaneSettings;
    this.portal = options.portal;
    this.usualTimeToReadyMs = options.usualTimeToReadyMs;
    this.#stores = options.stores;
    this.#prober = options.prober;
    this.#keepalivedConfigs = options.keepalivedConfigs;
    this.#addressHolders = options.addressHolders;
    this.#knowledge = options.knowledge;
  }

  isKnown(kind: WatchedKind, cluster?: DpuCluster): boolean {
    return this.#knowledge.isKnown(kind, cluster);
  }

  wasListed(kind: WatchedKind, cluster?: DpuCluster): boolean {
    return this.#knowledge.wasListed(kind, cluster);
  }

  clusters(): readonly DpuCluster[] {
    return this.#stores.allClusters();
  }

  clusterByUid(uid: string): DpuCluster | undefined {
    return this.#stores.clustersByIndex('uid', uid)[0];
  }

  clustersNamed(namespace: string, name: string): readonly DpuCluster[] {
    return [...this.#stores.clusters.values()].flatMap(
      view => view.get({ namespace, name }) ?? [],
    );
  }

  clustersByVip(vip: string): readonly DpuCluster[] {
    return this.#stores.clustersByIndex('vip', addressKey(vip));
  }

  clustersByRouterId(id: number): readonly DpuCluster[] {
    return this.#stores.clustersByRouterId(id);
  }

  tenantControlPlane(
    namespace: string,
    name: string,
  ): TenantControlPlane | undefined {
    return this.#stores.tenantControlPlanes?.get({ namespace, name });
  }

  tenantControlPlanesByAddress(address: string): readonly TenantControlPlane[] {
    return this.#stores.controlPlanesByAddress(address);
  }

  runningWithVip(vip: string): readonly RunningEndpoint[] {
    return [
      ...this.#stores.controlPlanesByAddress(vip).map(endpointOfControlPlane),
      ...this.#stores.keepalivedBy('vip', addressKey(vip)),
    ];
  }

  runningWithRouterId(id: number): readonly RunningEndpoint[] {
    return this.#stores.keepalivedBy('routerId', String(id));
  }

  runningEndpoints(): readonly RunningEndpoint[] {
    return [
      ...(this.#stores.tenantControlPlanes?.list() ?? []).map(
        endpointOfControlPlane,
      ),
      ...this.#stores.allKeepalived(),
    ];
  }

  addressHolders(address: string): readonly AddressHolder[] {
    return this.#addressHolders.of(address);
  }

  daemonSet(namespace: string, name: string): DaemonSet | undefined {
    return this.#stores.daemonSets.get({ namespace, name });
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#stores.services.get({ namespace, name });
  }

  configMap(namespace: string, name: string): ConfigMap | undefined {
    return this.#stores.configMaps.get({ namespace, name });
  }

  childExists(
    kind: 'DaemonSet' | 'ConfigMap',
    namespace: string,
    name: string,
  ): boolean | undefined {
    if (kind === 'ConfigMap') {
      return this.#keepalivedConfigs.has(namespace, name);
    }
    const { daemonSets } = this.#stores;
    return daemonSets.readable
      ? daemonSets.get({ namespace, name }) !== undefined
      : undefined;
  }

  nodes(): readonly KubeNode[] | undefined {
    const { nodes } = this.#stores;
    return nodes.readable ? nodes.list() : undefined;
  }

  dataStoreExists(name: string): boolean | undefined {
    const { dataStores } = this.#stores;
    return dataStores?.readable
      ? dataStores.get({ name }) !== undefined
      : undefined;
  }

  operatorConfig() {
    return this.#stores.operatorConfig();
  }

  servesDpus(cluster: DpuCluster): boolean {
    return this.#stores.dpus.has(groupOf(cluster));
  }

  dpusOf(cluster: DpuCluster): readonly Dpu[] | undefined {
    return this.#stores.dpusOf(cluster);
  }

  kubeconfigSecret(cluster: DpuCluster): KubeconfigSecretState | undefined {
    return this.#prober.secretState(cluster.metadata.uid ?? '');
  }

  observation(cluster: DpuCluster): TenantObservation | undefined {
    return this.#prober.observation(cluster.metadata.uid ?? '');
  }

  readyNodes(cluster: DpuCluster): ReadonlySet<string> | undefined {
    return this.#prober.readyNodes(cluster.metadata.uid ?? '');
  }

  silentNodes(
    cluster: DpuCluster,
  ): ReadonlyMap<string, string | undefined> | undefined {
    return this.#prober.silentNodes(cluster.metadata.uid ?? '');
  }

  hangingClusters(): readonly DpuCluster[] {
    this.#hanging ??= this.#prober
      .hangingUids()
      .flatMap(uid => this.#stores.clustersByIndex('uid', uid));
    return this.#hanging;
  }

  upgradesUnderWay(): readonly UpgradeUnderWay[] {
    this.#upgrades ??= upgradesUnderWay(this.#stores, this.now);
    return this.#upgrades;
  }

  firstByName(group: string): DpuCluster | undefined {
    if (!this.#firsts.has(group)) {
      this.#firsts.set(
        group,
        firstOf(this.#stores.clusters.get(group)?.list()),
      );
    }
    return this.#firsts.get(group);
  }
}

/** Of the clusters whose control plane is their own. */
function upgradesUnderWay(
  stores: WatchedStores,
  now: number,
): UpgradeUnderWay[] {
  const { tenantControlPlanes } = stores;
  return stores.allClusters().flatMap(cluster => {
    const { namespace = '', name } = cluster.metadata;
    const controlPlane = tenantControlPlanes?.get({ namespace, name });
    return controlPlane && isControlPlaneOf(cluster, controlPlane)
      ? upgradeUnderWay(cluster, controlPlane, now) ?? []
      : [];
  });
}

function firstOf(clusters: readonly DpuCluster[] = []): DpuCluster | undefined {
  return clusters.length < 2
    ? undefined
    : clusters.reduce((first, cluster) =>
        sortKey(cluster) < sortKey(first) ? cluster : first,
      );
}

function sortKey({ metadata }: DpuCluster): string {
  return `${metadata.name}/${metadata.namespace}`;
}
