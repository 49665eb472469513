import { ControlPlaneSettings } from '@dpf-portal/dpf-model';
import { Clock, Logger, MetricsRegistry } from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import { TenantAccess } from '../tenant/TenantAccess';

/** What a `ManagementClusterConnection` connects to, and what it watches there. @public */
export interface ManagementClusterConnectionOptions {
  /** The management cluster's name in the configuration. */
  name: string;
  kubeConfig: KubeConfig;
  /** Default: all namespaces. */
  namespaces?: string[];
  tenantAccess: TenantAccess;
  /** Default 18 s; 10 s while this process reconciles. */
  probeIntervalMs?: number;
  /** Default `dpf-operator-system`. */
  leaderElectionNamespace?: string;
  /**
   * The server starts together with this process, so it counts as starting, not as unreachable, until its first answer.
   */
  startsWithPortal?: boolean;
  /** Types handled by registered vendor managers. */
  vendorTypes?: readonly string[];
  /** How control planes are made here, for the reconcilers and for the findings about them. */
  controlPlanes?: ControlPlaneSettings;
  /** Lets the server's audit log distinguish clients of one identity. Default: `dpf-portal` and the pod's name. */
  userAgent?: string;
  /** Called with the Audit-Id of each answer, in the asynchronous context of who sent the request. */
  onAuditId?: (auditId: string) => void;
  clock?: Clock;
  logger?: Logger;
  metrics?: MetricsRegistry;
}
