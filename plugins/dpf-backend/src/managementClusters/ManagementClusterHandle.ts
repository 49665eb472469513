import {
  ControllerRoleStatus,
  Finding,
  KubeconfigProblem,
} from '@dpf-portal/dpf-model';
import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';
import type { ManagementClusterConnection } from '@dpf-portal/dpf-world';

/** Settings without credentials: what reads and requests may see. */
export type PublicSettings = Omit<
  ManagementClusterSettings,
  'kubeConfig' | 'controllersKubeConfig'
>;

/** How the server of an uploaded kubeconfig answered one check. */
export interface KubeconfigCheck {
  ok: boolean;
  serverVersion?: string;
  problem?: KubeconfigProblem;
  /** Waiting does not help: the kubeconfig is refused for the problem. */
  refused?: boolean;
}

/** One management cluster as the rest of the plugin sees it. */
export interface ManagementClusterHandle {
  readonly settings: PublicSettings;
  readonly connection: ManagementClusterConnection;
  /** Who runs which role, and why. */
  roles(): ControllerRoleStatus[];
  /** What is wrong with the management cluster itself. */
  findings(): Finding[];
  /** Asks the server that a kubeconfig names, through the configured way to tenants. */
  checkKubeconfig(text: string): Promise<KubeconfigCheck>;
}

/** A management cluster that is watched, and maybe reconciled, by this process. */
export interface RunningManagementCluster extends ManagementClusterHandle {
  /** Runs until the signal aborts. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
}
