import {
  ClusterNeed,
  ClusterProblem,
  DpuClusterPhase,
  QuotaUse,
} from '@dpf-portal/dpf-model';
import { DpuClusterView, SourceState } from './DpuClusterView';

/**
 * Who must act, seen by the caller: `you` are or belong to the owner, `owner` is somebody else, `platform` is the platform
 * team. `progress`: nobody, because the cluster is being created, upgraded, repaired or retired.
 *
 * @public
 */
export type ListedNeed = ClusterNeed | 'you';

/** A cluster in the list. @public */
export interface DpuClusterListItem extends DpuClusterView {
  /** The worst problem, or the worst of those that the query asks for by `needs`. Absent when the cluster is fine. */
  problem?: ClusterProblem;
  /** RFC 3339. */
  lastChangeAt?: string;
}

/** What the caller may read, in numbers: over all clusters, whatever the query filters by. @public */
export interface DpuClusterOverview {
  total: number;
  /** By who must act. A cluster can need several. */
  needs: Record<ListedNeed, number>;
  types: Record<string, number>;
  /** By the installed Kubernetes version. */
  versions: Record<string, number>;
  /** By the code of a finding, those of severity info left out. */
  findings: Record<string, number>;
  /** How many clusters the caller's groups have and may have, where that is limited. */
  quotas: Array<QuotaUse & { managementCluster: string }>;
  /** The management clusters that serve DPUClusters of two API groups. */
  severalGroups: string[];
}

/** `GET /dpu-clusters`. @public */
export interface DpuClusterList {
  items: DpuClusterListItem[];
  /** After the permission filter. */
  totalItems: number;
  pageInfo: { nextCursor?: string };
  sources: SourceState[];
  /** With `overview`. */
  overview?: DpuClusterOverview;
}

/** Query of `GET /dpu-clusters`. @public */
export interface DpuClusterListQuery {
  managementCluster?: string;
  namespace?: string;
  phase?: DpuClusterPhase[];
  type?: string;
  owner?: string[];
  /** Only clusters of the caller and the caller's groups. */
  mine?: boolean;
  /** Who must act; any of them. */
  needs?: ListedNeed[];
  /** The installed Kubernetes version. */
  version?: string;
  /** The code of a finding. */
  finding?: string;
  /** Case-insensitive, over name, namespace, owner, type, VIP and version. */
  text?: string;
  uid?: string[];
  /**
   * `name`, `phase`, `createdAt`, `owner`, `type`, `managementCluster`, `version`, `lastChange`, `worst`; `-` before it
   * for descending.
   */
  orderBy?: string;
  limit?: number;
  cursor?: string;
  /** Number of clusters to leave out at the start. Not together with `cursor`. */
  offset?: number;
  /** Whether the answer counts all clusters, too. */
  overview?: boolean;
}
