import { Toleration } from './tolerations';
import { KnownOperatorConfig } from './DpfOperatorConfig';

/** The Kubernetes version that DPF 26 gives control planes. @public */
export const DEFAULT_KUBERNETES_VERSION = 'v1.35.6';

/** Kamaji's data store for new control planes. @public */
export const DEFAULT_DATA_STORE = 'default';

/**
 * How hosted control planes of a management cluster are made, as configured for the kamaji role.
 *
 * @public
 */
export interface ControlPlaneSettings {
  /**
   * If the API has no `spec.version`: the version of new control planes, to which running control planes are upgraded
   * too. Without it, new ones get `DEFAULT_KUBERNETES_VERSION` and running ones are not changed.
   */
  kubernetesVersion?: string;
  /** The pod range of new control planes, as `10.244.0.0/14`. */
  podCidr?: string;
  /**
   * What new control planes and new keepalived DaemonSets tolerate besides the taints of control-plane nodes. What runs
   * keeps its tolerations, because a change would restart it.
   */
  tolerations?: readonly Toleration[];
}

/** The facts that decide whether and how a new control plane can be created. @public */
export interface NewControlPlaneSources {
  /** The setting `podCidr`. */
  podCidr?: string;
  operatorConfig: KnownOperatorConfig;
}

/** Why no control plane can be created, for a condition and a finding. @public */
export interface NewControlPlaneProblem {
  reason: 'EncryptionUnavailable' | 'PodRangeInvalid' | 'PodRangeTooSmall';
  message: string;
  remedy: string;
}
