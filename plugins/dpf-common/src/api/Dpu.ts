import {
  Condition,
  DpuClusterRef,
  DpuOrigin,
  DpuState,
  FindingWho,
} from '@dpf-portal/dpf-model';
import { SourceState } from './DpuClusterView';

/** Where a DPU is: the group is set only where both groups are served and the guide's is meant. @public */
export interface DpuRef {
  managementCluster: string;
  namespace: string;
  name: string;
  group?: string;
}

/** The cluster that a DPU is assigned to. @public */
export interface ClusterOfDpu {
  namespace: string;
  name: string;
  /** Leads to its page. Absent where the cluster does not exist. */
  ref?: DpuClusterRef;
}

/** A DPU as the REST API shows it: the same for all API shapes. @public */
export interface DpuView extends DpuRef {
  uid: string;
  host: string;
  /** The device of the host: its name, else its PCI address. */
  device?: string;
  serialNumber?: string;
  state: DpuState;
  /** `OS Installing, 9 of 14`, `Operational`. */
  label: string;
  /** Absent where it waits for nothing. */
  waitsFor?: string;
  who?: FindingWho;
  /** What to do, with its command. */
  remedy?: string;
  /** RFC 3339. */
  since?: string;
  /** Set while DPF waits for a person: what that person runs afterwards. */
  held?: { what: 'reboot' | 'hold'; command: string };
  /** Absent: it has none. */
  cluster?: ClusterOfDpu;
  /** Its Node is Ready in the cluster. Absent: not known. */
  joined?: boolean;
  /** Absent: somebody made it by hand. */
  origin?: DpuOrigin;
  bfb?: string;
  dpuFlavor?: string;
  /** In what it differs from its DPUSet; empty: in nothing. Absent: not known. */
  outdated?: string[];
  /** What makes it current. */
  outdatedRemedy?: string;
}

/** How fresh the DPUs of a management cluster are. @public */
export interface DpuSource extends SourceState {
  /** DPF serves no DPU kind there. */
  withoutDpus?: boolean;
}

/** `GET /dpus`. @public */
export interface DpuList {
  items: DpuView[];
  /** After the filters and the permission filter. */
  totalItems: number;
  /** By state, of what matches the other filters. States without a DPU are absent. */
  counts: Partial<Record<DpuState, number>>;
  pageInfo: { nextCursor?: string };
  sources: DpuSource[];
}

/** Query of `GET /dpus`. @public */
export interface DpuListQuery {
  managementCluster?: string;
  /** A cluster's ref, `<mc>/<ns>/<name>`, or `none`: DPUs without a cluster. */
  cluster?: string;
  state?: DpuState[];
  /** Case-insensitive, over name, host and serial number. */
  text?: string;
  /** `state` (worst first), `name`, `host`, `since`, `cluster`; `-` before it for descending. */
  orderBy?: string;
  limit?: number;
  /** How many of the first to leave out; for pages with numbers. Not together with `cursor`. */
  offset?: number;
  cursor?: string;
}

/** `GET /dpus/:mc/:ns/:name`. @public */
export interface DpuAnswer {
  item: DpuView;
  source: SourceState;
  /** Those of its provisioning, in DPF's order. */
  conditions: Condition[];
  /** Those of a provisioned DPU, the summary first. */
  operationalConditions: Condition[];
  /** False: the server did not answer, so conditions that are True may be missing. */
  complete: boolean;
}
