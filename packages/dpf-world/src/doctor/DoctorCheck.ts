import {
  ControllerRole,
  ControllerRoleStatus,
  DpuCluster,
  Finding,
  FindingCode,
  RoleMode,
  World,
  findingsOf,
} from '@dpf-portal/dpf-model';
import { KubeClient } from '@dpf-portal/kube-controller';
import { ManagementClusterConnection } from '../managementCluster/ManagementClusterConnection';

/** The outcome of one check of a management cluster. @public */
export interface CheckOutcome {
  /** What was checked, in a few words. */
  check: string;
  /** `warning`: it works, but not as it might be meant; only a `problem` keeps something from working. */
  state: 'ok' | 'warning' | 'problem';
  message: string;
  /** What a person can do about it. Commands stand in backticks. */
  remedy?: string;
}

/** An outcome without the name of its check. */
export type Outcome = Omit<CheckOutcome, 'check'>;

/** What a portal that checks its own setup knows and needs. @public */
export interface PortalSetup {
  /** The identity of the reconcilers that run in the portal, where it is not the portal's. */
  controllersClient?: KubeClient;
  /** Who runs which role. */
  roles: readonly ControllerRoleStatus[];
  /** The watched namespaces. Default: all. */
  namespaces?: readonly string[];
  /** The namespaces in which clusters may be requested. Addresses are reserved in the first one. */
  requestNamespaces: readonly string[];
  /** The namespace in which uploaded kubeconfigs wait; none: nothing can be uploaded. */
  uploadsNamespace?: string;
  /** What the portal found out about its own configuration. */
  findings: readonly Finding[];
}

/** The input of the checks: a synced connection, and the findings about it. */
export interface DoctorContext {
  connection: ManagementClusterConnection;
  /** World as it would be if this process ran every requested role; of a portal, as it is. */
  world: World;
  /** The requested roles. */
  roles: ReadonlyArray<{ role: ControllerRole; mode: RoleMode }>;
  /** How DPU clusters are reached. */
  proxyUrl?: string;
  /** Set where a portal checks its own setup. */
  portal?: PortalSetup;
  /** Ends the requests of the checks. */
  signal?: AbortSignal;
}

export function ok(message: string): Outcome {
  return { state: 'ok', message };
}

export function warning(message: string, remedy?: string): Outcome {
  return { state: 'warning', message, ...(remedy && { remedy }) };
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
