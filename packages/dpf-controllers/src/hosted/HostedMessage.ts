import {
  AddressHolder,
  ControlPlaneSettings,
  ControllerRole,
  ControllerRoleStatus,
  RoleMode,
} from '@dpf-portal/dpf-model';
import { TenantAccess } from '@dpf-portal/dpf-world';
import { LogMeta, MetricLabels } from '@dpf-portal/kube-controller';
import { Cluster, Context, User } from '@kubernetes/client-node';

/** A kubeconfig as data. @public */
export interface KubeConfigData {
  clusters: Cluster[];
  users: User[];
  contexts: Context[];
  currentContext: string;
}

/** What the portal's clusters on other management clusters hold, by address. @public */
export type AddressTable = Record<string, AddressHolder[]>;

/** What hosted reconcilers are started with: the settings of one management cluster, as data. @public */
export interface HostedSettings {
  /** The management cluster's name in the configuration. */
  name: string;
  kubeConfig: KubeConfigData;
  /**
   * The identity in Leases. The portal starts the next process with the same one, after the end of the process before: it
   * goes on at once with the Leases of the one before.
   */
  identity: string;
  namespaces?: string[];
  roles: Record<ControllerRole, RoleMode>;
  tenantAccess: TenantAccess;
  leaderElectionNamespace?: string;
  startsWithPortal?: boolean;
  controlPlanes?: ControlPlaneSettings;
  otherSites: AddressTable;
  /** Whether lines of level debug are wanted. */
  debug: boolean;
}

/** What the portal sends to the process of its reconcilers. @public */
export type ToReconcilers =
  | { kind: 'start'; settings: HostedSettings }
  /** The identity was renewed. */
  | { kind: 'identity'; kubeConfig: KubeConfigData }
  | { kind: 'otherSites'; addresses: AddressTable }
  | { kind: 'stop' };

/** An error as data, so that the log shows its stack. @public */
export interface SentError {
  name: string;
  message: string;
  stack: string;
}

/** A metric and one of its series. @public */
export interface SentSeries {
  name: string;
  help: string;
  labels: MetricLabels;
}

/** What was measured since the message before. @public */
export type SentSample = SentSeries &
  (
    | { kind: 'counter'; by: number }
    | { kind: 'gauge'; value: number }
    | { kind: 'histogram'; buckets: readonly number[]; values: number[] }
  );

/** What the process of the reconcilers sends to the portal. @public */
export type FromReconcilers =
  | { kind: 'roles'; roles: ControllerRoleStatus[] }
  | { kind: 'metrics'; samples: SentSample[] }
  | {
      kind: 'log';
      level: 'debug' | 'info' | 'warn' | 'error';
      message: string;
      meta?: LogMeta | SentError;
    };
