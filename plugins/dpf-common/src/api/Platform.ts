import {
  ControllerRoleStatus,
  DpuDescription,
  DpfInstallation,
  ProblemCause,
  ProblemCounts,
} from '@dpf-portal/dpf-model';
import { SourceState } from './DpuClusterView';

/** One management cluster on the platform's page. @public */
export interface PlatformManagementCluster extends SourceState {
  title: string;
  /** Why it is not reachable; one sentence. */
  problem?: string;
  /** From DPFOperatorConfig; absent where there is none. */
  dpf?: DpfInstallation;
  /** Who reconciles what, and why. */
  roles: ControllerRoleStatus[];
  /** How many of its DPU clusters the caller may read. */
  clusterCount: number;
  /** The open problems of these clusters and of itself, by who acts. */
  problems: ProblemCounts;
}

/** A cause of problems. @public */
export interface PlatformProblem extends ProblemCause {
  /** The address of its entry in the runbook, where the portal is configured with one. */
  runbookUrl?: string;
}

/** A DPU without a DPU cluster, and the management cluster that it is on. @public */
export interface PlatformUnassignedDpu
  extends Pick<
    DpuDescription,
    'host' | 'device' | 'label' | 'waitsFor' | 'who' | 'since' | 'origin'
  > {
  managementCluster: string;
  namespace: string;
  name: string;
}

/** `GET /platform`. @public */
export interface PlatformOverview {
  managementClusters: PlatformManagementCluster[];
  /** By cause, worst first. */
  problems: PlatformProblem[];
  unassignedDpus: {
    /** Of the management clusters where DPUs may be read. */
    total: number;
    /** Those that have waited longest; at most 200. */
    items: PlatformUnassignedDpu[];
    /** The management clusters where DPUs may not be read, or are not known yet. */
    unknownOn: string[];
  };
}

/** The outcome of one check of a management cluster's setup. @public */
export interface SetupCheck {
  /** What was checked, in a few words. Several outcomes can have the same. */
  check: string;
  /** `warning`: it works, but not as it might be meant; only a `problem` keeps something from working. */
  state: 'ok' | 'warning' | 'problem';
  message: string;
  /** What a person can do about it. Commands stand in backticks. */
  remedy?: string;
}

/** `GET /management-clusters/:mc/setup`. @public */
export interface ManagementClusterSetup {
  source: SourceState;
  /** When the checks ended; RFC 3339. */
  checkedAt: string;
  checks: SetupCheck[];
}
