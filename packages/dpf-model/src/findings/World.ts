import {
  ConfigMap,
  DaemonSet,
  KubeNode,
  Service,
  TenantControlPlane,
} from '../cluster/kubernetesObjects';
import { DpfCapabilities } from '../capabilities/DpfCapabilities';
import { Dpu, DpuCluster } from '../cluster/DpuCluster';
import { ControlPlaneSettings } from '../managementCluster/ControlPlaneSettings';
import { ControllerRoleStatus } from '../managementCluster/roles';
import { KnownOperatorConfig } from '../managementCluster/DpfOperatorConfig';
import { UpgradeUnderWay } from '../upgrade/upgradesUnderWay';
import { AddressHolder } from './addressHolders';
import { TenantObservation } from './Observation';
import { RunningEndpoint } from './RunningEndpoint';

/** A Secret that the portal made for a cluster, and that no object owns. @public */
export interface UnownedSecret {
  uid?: string;
  /** The owner of the cluster that it was made for, as an entity ref. */
  owner?: string;
  /** The request that it was made for. */
  requestId?: string;
  requestedBy?: string;
}

/** The state of the Secret with a cluster's kubeconfig. Never its bytes. @public */
export interface KubeconfigSecretState {
  name: string;
  /** `unknown`: it may not be read, or was not read yet. */
  state: 'unknown' | 'missing' | 'unusable' | 'usable';
  /** Why it is unusable; one sentence without content. */
  problem?: string;
  /** A control plane of Kamaji owns it, or it has Kamaji's label; absent where the Secret is not known. */
  madeByKamaji?: boolean;
  /** Set if the portal made it and no object owns it. */
  unowned?: UnownedSecret;
}

/** Settings that an object may lose, as the portal last saw them. @public */
export interface LastSettings {
  /** Entity ref. */
  owner?: string;
  /** Name of the Secret. */
  kubeconfig?: string;
}

/** What only the portal knows, from its database and the catalog. @public */
export interface PortalKnowledge {
  /** Of the cluster with this uid. */
  lastSettings(uid: string): LastSettings | undefined;
  /** Whether the catalog has this owner. `undefined`: it is not known. */
  isInCatalog(owner: string): boolean | undefined;
}

/**
 * The kinds of objects that World knows from watches. `roles`: the Deployments and Leases that say who runs which role.
 *
 * @public
 */
export type WatchedKind =
  | 'dpuClusters'
  | 'dpus'
  | 'tenantControlPlanes'
  | 'dataStores'
  | 'daemonSets'
  | 'services'
  | 'configMaps'
  | 'nodes'
  | 'secrets'
  | 'operatorConfigs'
  | 'roles';

/**
 * The only read model: watched objects and observations of one management cluster, for the findings, the reconciler and
 * the REST API. All reads are look-ups, so that reading one cluster needs no scan of all.
 *
 * @public
 */
export interface World {
  managementCluster: string;
  /** Milliseconds since the epoch. */
  now: number;
  capabilities: DpfCapabilities;
  roles: ControllerRoleStatus[];
  /** Types handled by registered vendor managers. */
  vendorTypes: readonly string[];
  /** How the kamaji role creates control planes here, if this portal holds it. */
  controlPlaneSettings: ControlPlaneSettings;
  /** Absent in dpf-controllers. */
  portal?: PortalKnowledge;
  /**
   * Whether the objects of this kind are known, of a cluster those that concern it: they were listed and are watched, or
   * the kind is not served. Otherwise an object that World does not have may exist all the same: the kind may not be read,
   * was not listed yet, or the management cluster does not answer.
   */
  isKnown(kind: WatchedKind, cluster?: DpuCluster): boolean;
  /**
   * The same for what may be from before, while the management cluster does not answer: false only where the kind may not be
   * read, or was not listed yet. A rule concludes nothing from an object that is absent then.
   */
  wasListed(kind: WatchedKind, cluster?: DpuCluster): boolean;
  /** Every cluster, of any API group. Lists all of them. */
  clusters(): readonly DpuCluster[];
  /** Of any API group. */
  clusterByUid(uid: string): DpuCluster | undefined;
  /** The clusters of this name, of any API group. */
  clustersNamed(namespace: string, name: string): readonly DpuCluster[];
  /** The clusters whose spec has this VIP, in any spelling. */
  clustersByVip(vip: string): readonly DpuCluster[];
  /** The clusters whose spec has this virtual router id, on any interface. */
  clustersByRouterId(id: number): readonly DpuCluster[];
  tenantControlPlane(
    namespace: string,
    name: string,
  ): TenantControlPlane | undefined;
  /** The control planes whose spec has this address, in any spelling. */
  tenantControlPlanesByAddress(address: string): readonly TenantControlPlane[];
  /** The control planes and keepalived that have this address, in any spelling, whoever owns them. */
  runningWithVip(vip: string): readonly RunningEndpoint[];
  /** The keepalived that have this virtual router id, on any interface, whoever owns them. */
  runningWithRouterId(id: number): readonly RunningEndpoint[];
  /** Every control plane and keepalived. Lists all of them. */
  runningEndpoints(): readonly RunningEndpoint[];
  /**
   * What else has the address, in any spelling: nodes, Services, API servers. Empty where these may not be read.
   */
  addressHolders(address: string): readonly AddressHolder[];
  daemonSet(namespace: string, name: string): DaemonSet | undefined;
  /** Only Services with this project's label are watched, so the vendor's seem not to exist. */
  service(namespace: string, name: string): Service | undefined;
  /** Only ConfigMaps with this project's label are watched; `childExists` knows of the vendor's. */
  configMap(namespace: string, name: string): ConfigMap | undefined;
  /** `undefined`: may not be read. */
  childExists(
    kind: 'DaemonSet' | 'ConfigMap',
    namespace: string,
    name: string,
  ): boolean | undefined;
  /** `undefined`: may not be read. */
  nodes(): readonly KubeNode[] | undefined;
  operatorConfig(): KnownOperatorConfig;
  /** `undefined`: may not be read. */
  dataStoreExists(name: string): boolean | undefined;
  /** The DPU kind of the cluster's API group is served. */
  servesDpus(cluster: DpuCluster): boolean;
  /**
   * The DPUs whose spec names the cluster, including those that are being deleted. `undefined`: the kind is not served
   * or may not be read.
   */
  dpusOf(cluster: DpuCluster): readonly Dpu[] | undefined;
  kubeconfigSecret(cluster: DpuCluster): KubeconfigSecretState | undefined;
  observation(cluster: DpuCluster): TenantObservation | undefined;
  /**
   * The names of the cluster's assigned DPUs whose Nodes were Ready in the tenant when they were last read.
   * `undefined`: they are unknown, or were not read.
   */
  readyNodes(cluster: DpuCluster): ReadonlySet<string> | undefined;
  /**
   * The cluster's assigned DPUs whose Nodes are in the tenant and were not Ready when they were last read, with the time
   * since which that is so (RFC 3339), where the tenant told one. `undefined`: they are unknown, or were not read.
   */
  silentNodes(
    cluster: DpuCluster,
  ): ReadonlyMap<string, string | undefined> | undefined;
  /** Clusters whose API accepts connections and does not answer in time. */
  hangingClusters(): readonly DpuCluster[];
  /** The upgrades of clusters that own their control plane. */
  upgradesUnderWay(): readonly UpgradeUnderWay[];
  /** The first cluster of an API group, by name; `undefined` if there are fewer than two. */
  firstByName(group: string): DpuCluster | undefined;
  /** Median milliseconds from creation to Ready of this management cluster's kamaji clusters, where known. */
  usualTimeToReadyMs?: number;
}
