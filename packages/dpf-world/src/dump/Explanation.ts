import {
  AllocationStep,
  ClusterFacts,
  ClusterNeed,
  ClusterProblem,
  ControllerRoleStatus,
  DpfInstallation,
  DpuClusterRef,
  Finding,
  FindingCode,
  LabelChangeEffect,
  WorldSource,
} from '@dpf-portal/dpf-model';
import { DumpCount } from './Dump';

/** A DPU cluster as the dump has it. @public */
export interface ExplainedCluster extends ClusterFacts {
  namespace: string;
  name: string;
  ref: DpuClusterRef;
  /** Who has to act; `progress`: nobody, it is under way. Empty: it is fine. */
  needs: ClusterNeed[];
  /** What a list would say of it, worst first: also that it is not ready and no rule knows why. */
  problems: ClusterProblem[];
}

/** Something that the dump does not tell, and what could not be judged therefore. @public */
export interface MissingPart {
  source: WorldSource;
  /** `No Nodes in the dump.` */
  sentence: string;
  /** The findings that were not judged, or not with certainty. */
  notChecked: FindingCode[];
  /** What to add to the dump; absent where no dump can have it. */
  command?: string;
}

/** Where DPF assigns the next DPUs of one DPUSet. @public */
export interface NextOfSet {
  /** `namespace/name`; absent for DPUs of no DPUSet. */
  dpuSet?: string;
  /** API group. */
  group: string;
  /** How many of its DPUs wait for a cluster now. */
  waiting: number;
  /** How many DPUs the answer is about. */
  next: number;
  steps: AllocationStep[];
  /** How many of them get no cluster. */
  unplaced: number;
  sentence: string;
}

/** A finding that a change would bring, or end. @public */
export interface ChangedFinding {
  /** `namespace/name`; absent for one of the management cluster. */
  cluster?: string;
  finding: Finding;
}

/** What would be different. @public */
export interface WhatIf {
  /** What is assumed, in words. */
  assumed: string[];
  /** Why an assumption cannot be: the name is taken. */
  impossible: string[];
  /** What a change of labels does to the DPUs. */
  labels?: {
    cluster: string;
    before: Record<string, string>;
    after: Record<string, string>;
    effect: LabelChangeEffect;
  };
  /** The clusters that are assumed to exist, with their findings. */
  newClusters: ExplainedCluster[];
  appear: ChangedFinding[];
  disappear: ChangedFinding[];
  /** As if the new clusters were Ready. */
  next: NextOfSet[];
}

/** What a dump tells of a management cluster. Its shape is stable: fields are added, not changed. @public */
export interface Explanation {
  managementCluster: string;
  /** The time to which durations relate, RFC 3339. */
  at: string;
  /** The latest time in the dump, what the caller said, or the clock, because the dump has no time. */
  atIs: 'latestInDump' | 'given' | 'clock';
  read: {
    objects: DumpCount[];
    /** Objects of kinds that are not needed, by kind. */
    ignored: Record<string, number>;
    /** Objects that were there more than once. */
    copies: number;
    /** Documents that are no Kubernetes objects. */
    noObjects: number;
  };
  /** What is taken for granted because the dump does not tell, in sentences. */
  assumptions: string[];
  dpf?: DpfInstallation;
  roles: ControllerRoleStatus[];
  /** Of the management cluster. */
  findings: Finding[];
  clusters: ExplainedCluster[];
  next: NextOfSet[];
  missing: MissingPart[];
  /** One command line that adds everything that is missing; absent where nothing is. */
  collect?: string;
  whatIf?: WhatIf;
  /** Somebody has to act on a finding. */
  needsSomebody: boolean;
}
