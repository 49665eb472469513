import {
  Condition,
  DpuClusterPhase,
  Finding,
  FindingCode,
  Remains,
} from '@dpf-portal/dpf-model';
import { PhaseTransition } from './DpuClusterView';

/** A time from and until which something was so. @public */
export interface HistoryPeriod {
  /** RFC 3339. */
  from: string;
  /** RFC 3339; absent where it is still so. */
  until?: string;
}

/** A phase that a cluster was in. @public */
export interface PhasePeriod extends HistoryPeriod {
  phase: DpuClusterPhase;
  sentence?: string;
}

/** A status that a condition had. @public */
export interface ConditionPeriod extends HistoryPeriod {
  type: string;
  status: Condition['status'];
  /** Reason and message when it changed. */
  detail?: string;
}

/** A finding, from its opening until its closing. @public */
export interface FindingPeriod
  extends HistoryPeriod,
    Pick<Finding, 'severity' | 'sentence' | 'who'> {
  code: FindingCode;
}

/** A change of the Kubernetes version that is installed. @public */
export interface ClusterUpgrade {
  /** RFC 3339. */
  at: string;
  from?: string;
  to: string;
}

/** A change of a setting. @public */
export interface SettingChange {
  /** RFC 3339. */
  at: string;
  /** A field of the request, or `label` and the label's key. */
  setting: string;
  /** Absent where there was none. */
  from?: string;
  /** Absent where there is none. */
  to?: string;
  /** What was done, where no value says it. */
  detail?: string;
  /** Entity ref of the user who changed it in the portal. */
  by?: string;
  /**
   * The program that wrote it, as the API server recorded it. The server does not record the person. Absent where it is
   * not known either.
   */
  manager?: string;
}

/** A cluster of the history, as it was last. @public */
export interface RecordedCluster {
  managementCluster: string;
  uid: string;
  namespace: string;
  name: string;
  /** Set where links and paths need `?group=`. */
  groupQualifier?: string;
  type: string;
  /** Entity ref. */
  owner?: string;
  /** Entity ref of the user who requested it in the portal. */
  requestedBy?: string;
  /** When it was created, RFC 3339. */
  from: string;
  /** When the portal saw that it was gone, RFC 3339. */
  until?: string;
  /** RFC 3339. */
  deletionRequestedAt?: string;
  /** Entity ref of the user who retired it in the portal. Absent where that was done outside of it. */
  retiredBy?: string;
}

/** `GET …/history`: what happened to a cluster, oldest first. @public */
export interface ClusterHistory {
  /** Absent until the portal has recorded the cluster. */
  cluster?: RecordedCluster;
  /** RFC 3339; what was asked for, or else the creation of the cluster. */
  from: string;
  /** RFC 3339; when it was read, or the end of the cluster. */
  until: string;
  /** Phase changes that the portal saw. */
  items: PhaseTransition[];
  phases: PhasePeriod[];
  conditions: ConditionPeriod[];
  findings: FindingPeriod[];
  upgrades: ClusterUpgrade[];
  changes: SettingChange[];
  /** There is more than one answer has; the newest is here. */
  truncated: boolean;
}

/** A cluster that is being retired. @public */
export interface RetiringCluster extends RecordedCluster, Remains {
  /** What keeps it from being deleted, if anything does. */
  blockedBy?: Finding;
}

/** A cluster that is gone. @public */
export interface RetiredCluster extends RecordedCluster {
  until: string;
  /** What still runs of it. Absent where the management cluster cannot be seen. */
  remains?: Remains;
}

/** `GET /retired-clusters`. @public */
export interface RetiredClusterList {
  /** Their deletion was requested, and they are still there. */
  going: RetiringCluster[];
  /** Those that are gone, the last one first. */
  items: RetiredCluster[];
  /** There are more than one answer has. */
  truncated: boolean;
}
