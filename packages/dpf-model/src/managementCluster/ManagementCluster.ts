import { ControllerRoleStatus } from './roles';
import { DpfCapabilities } from '../capabilities/DpfCapabilities';
import { Finding } from '../findings/Finding';
import { DpfInstallation } from './DpfOperatorConfig';

/** A network (an L2 segment) of a management cluster, as configured. @public */
export interface DpfNetwork {
  name: string;
  title?: string;
  /**
   * The name of the L2 segment. Networks of one name are allocated together, also over management clusters; different
   * names are different segments.
   */
  segment?: string;
  interface: string;
  /** The address of the segment's gateway, which is never given to a cluster. */
  gateway?: string;
  /** `10.0.0.10-10.0.0.20`, a CIDR or a single address. */
  vipRanges: string[];
  /** `100-150` or a single id. */
  virtualRouterIds: string[];
  excludedVirtualRouterIds?: number[];
  nodeSelector?: Record<string, string>;
}

/** Defaults and limits of requests on a management cluster, as configured. @public */
export interface DpfPolicy {
  /** The namespace of requested clusters that name none. */
  namespace: string;
  /** All namespaces in which clusters may be requested; only `namespace` if it is not set. */
  namespaces?: string[];
  version: string;
  versions?: string[];
  maxNodes: { default: number; max: number };
  expiryDays?: { dev?: number; test?: number };
  /** How many clusters one owner may have; no limit if it is not set. */
  clustersPerGroup?: number;
}

/**
 * The Kubernetes versions from which requests and upgrades choose, the default first; `undefined` where the platform
 * names none, so that every version can be requested.
 *
 * @public
 */
export function offeredVersions({
  version,
  versions,
}: DpfPolicy): string[] | undefined {
  return versions && [...new Set([version, ...versions])];
}

/** How many clusters an owner has on a management cluster, and may have. @public */
export interface QuotaUse {
  /** Entity ref. */
  owner: string;
  clusters: number;
  limit: number;
}

/** `2 of 3 clusters`. @public */
export function describeQuotaUse({ clusters, limit }: QuotaUse): string {
  return `${clusters} of ${limit} clusters`;
}

/** The properties of new hosted control planes of a management cluster, as far as they are known. @public */
export interface NewControlPlanes {
  /** Set if the API has no `spec.version`, so that a version cannot be requested. */
  kubernetesVersion?: string;
  /** The widest pod range that they can get, and the number of DPUs that fit into it. */
  podRange?: { cidr: string; dpus: number };
}

/**
 * `GET /management-clusters` item.
 *
 * @public
 */
export interface ManagementCluster {
  name: string;
  title: string;
  reachable: boolean;
  /** It starts together with the portal and has not answered yet; `reachable` is false meanwhile. */
  starting?: boolean;
  synced: boolean;
  /** When the store last heard from the server; RFC 3339. */
  observedAt?: string;
  /** Why it is not reachable; one sentence. */
  problem?: string;
  /** Why no cluster can be requested on it at present, in one or more sentences: it does not answer, or DPF is being upgraded. */
  refused?: string;
  entityRef?: string;
  capabilities?: DpfCapabilities;
  /** From DPFOperatorConfig; absent where there is none. */
  dpf?: DpfInstallation;
  newControlPlanes?: NewControlPlanes;
  /** The key of the label that identifies a cluster, where the platform configured one. */
  clusterLabel?: string;
  policy: DpfPolicy;
  /** How much of `policy.clustersPerGroup` the caller and their groups use. */
  quotas?: QuotaUse[];
  networks: DpfNetwork[];
}

/** `GET /management-clusters/:mc/controllers`. @public */
export interface ManagementClusterControllers {
  managementCluster: string;
  roles: ControllerRoleStatus[];
  /** Problems of how they run, such as `SharedCredential`. */
  findings?: Finding[];
}
