import {
  ControlPlaneSettings,
  ControllerRole,
  DpuCluster,
  RoleMode,
} from '@dpf-portal/dpf-model';
import { KubeClient } from '@dpf-portal/kube-controller';
import { DiscoveredApis } from '../managementCluster/discoverCapabilities';
import { TenantAccess } from '../tenant/TenantAccess';

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

export function ok(message: string): Outcome {
  return { state: 'ok', message };
}

export function warning(message: string, remedy: string): Outcome {
  return { state: 'warning', message, remedy };
}

export function problem(message: string, remedy: string): Outcome {
  return { state: 'problem', message, remedy };
}

/** What is asked of a management cluster. */
export interface DoctorTask {
  /** With the identity that the controllers are to have. */
  client: KubeClient;
  /** Server URL of the management cluster. */
  server: string;
  roles: Partial<Record<ControllerRole, RoleMode>>;
  leaseNamespace: string;
  tenantAccess: TenantAccess;
  /** How control planes are to be made. */
  controlPlanes?: ControlPlaneSettings;
}

/** What the checks look at, once the API server has answered. */
export interface DoctorContext extends DoctorTask {
  apis: DiscoveredApis;
  /** Of every served group; empty where they may not be listed. */
  clusters: readonly DpuCluster[];
}

/** Throws where it could not be carried out. */
export interface DoctorCheck {
  name: string;
  run(context: DoctorContext): Promise<Outcome[]>;
}

/** The roles that are to be run here, with their modes. */
export function rolesAsked({
  roles,
}: Pick<DoctorTask, 'roles'>): Array<[ControllerRole, RoleMode]> {
  const all: ControllerRole[] = ['kamaji', 'static', 'provisioning'];
  return all.flatMap(role => {
    const mode = roles[role] ?? 'disabled';
    return mode === 'disabled' ? [] : [[role, mode]];
  });
}
