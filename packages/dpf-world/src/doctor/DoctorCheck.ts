import {
  ControllerRole,
  DpuCluster,
  Finding,
  FindingCode,
  RoleMode,
  World,
  findingsOf,
} from '@dpf-portal/dpf-model';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';

/** What one look at a management cluster came to. @public */
export interface CheckOutcome {
  /** What was looked at, in a few words. */
  check: string;
  /** `warning`: it works, but not as it might be meant; only a `problem` keeps something from working. */
  state: 'ok' | 'warning' | 'problem';
  message: string;
  /** What a person can do about it. */
  remedy?: string;
}

/** An outcome before it is known of which check it is. */
export type Outcome = Omit<CheckOutcome, 'check'>;

/** What the checks look at: a connection that has synced, and what the findings make of it. */
export interface DoctorContext {
  connection: ManagementClusterConnection;
  /** As if every role that is asked for were run here. */
  world: World;
  /** The roles that are asked for. */
  roles: ReadonlyArray<{ role: ControllerRole; mode: RoleMode }>;
  /** Through which DPU clusters are to be reached. */
  proxyUrl?: string;
}

export function ok(message: string): Outcome {
  return { state: 'ok', message };
}

export function warning(message: string, remedy: string): Outcome {
  return { state: 'warning', message, remedy };
}

export function problem(message: string, remedy: string): Outcome {
  return { state: 'problem', message, remedy };
}

/** A finding as an outcome: only an error keeps something from working. */
export function found(finding: Finding, message = finding.sentence): Outcome {
  const { severity, remedy } = finding;
  return severity === 'error'
    ? problem(message, remedy)
    : warning(message, remedy);
}

/** The worst finding of a cluster that has one of these codes. */
export function findingAmong(
  codes: readonly FindingCode[],
  cluster: DpuCluster,
  world: World,
): Finding | undefined {
  return findingsOf(cluster, world).find(({ code }) => codes.includes(code));
}
