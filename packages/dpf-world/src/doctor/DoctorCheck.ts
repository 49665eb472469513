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

/** The outcome of one check of a management cluster. @public */
export interface CheckOutcome {
  /** What was checked, in a few words. */
  check: string;
  /** `warning`: it works, but not as it might be meant; only a `problem` keeps something from working. */
  state: 'ok' | 'warning' | 'problem';
  message: string;
  /** What a person can do about it. */
  remedy?: string;
}

/** An outcome without the name of its check. */
export type Outcome = Omit<CheckOutcome, 'check'>;

/** The input of the checks: a synced connection, and the findings about it. */
export interface DoctorContext {
  connection: ManagementClusterConnection;
  /** World as it would be if this process ran every requested role. */
  world: World;
  /** The requested roles. */
  roles: ReadonlyArray<{ role: ControllerRole; mode: RoleMode }>;
  /** How DPU clusters are reached. */
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
