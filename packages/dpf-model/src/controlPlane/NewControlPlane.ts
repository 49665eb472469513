import { KnownOperatorConfig } from '../managementCluster/DpfOperatorConfig';

/** What decides whether and how a new control plane can be made. @public */
export interface NewControlPlaneSources {
  /** The setting `podCidr`. */
  podCidr?: string;
  operatorConfig: KnownOperatorConfig;
}

/** Why no control plane can be made, as a condition and as a finding say it. @public */
export interface NewControlPlaneProblem {
  reason: 'EncryptionUnavailable' | 'PodRangeInvalid' | 'PodRangeTooSmall';
  message: string;
  remedy: string;
}
