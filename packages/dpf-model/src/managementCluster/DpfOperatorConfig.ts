import type { Condition, KubeObject } from '@dpf-portal/kube-controller';
import { boundedText } from '../text/boundedText';

/**
 * DPF's own configuration on a management cluster, as far as this project reads it. DPF up to v25.7 has fewer fields.
 * DPF keeps one, `dpfoperatorconfig` in the namespace of its operator.
 *
 * @public
 */
export interface DpfOperatorConfig extends KubeObject {
  spec?: {
    /** `zero-trust` or `host-trusted`. */
    deploymentMode?: string;
    /** Names of Secrets in the operator's namespace. */
    imagePullSecrets?: string[];
    flannel?: { podCIDR?: string };
    monitoring?: { disable?: boolean };
    kamajiClusterManager?: {
      disable?: boolean;
      etcdEncryptionAtRest?: { provider?: string };
    };
    staticClusterManager?: { disable?: boolean };
  };
  status?: {
    /** The installed release, such as `v26.8.0`. */
    version?: string;
    /** Differs from `version` while DPF is upgraded. */
    targetVersion?: string;
    conditions?: Condition[];
  };
}

/**
 * DPF's own configuration. `undefined`: its kind is not served, or there is none. `unreadable`: it is served and this
 * identity may not read it, so nothing may be concluded from it.
 *
 * @public
 */
export type KnownOperatorConfig = DpfOperatorConfig | 'unreadable' | undefined;

/**
 * DPF's own configuration as the REST API shows it.
 *
 * @public
 */
export interface DpfInstallation {
  /** False: the kind is served and may not be read; nothing else is known then. */
  readable: boolean;
  /** The installed release, such as `v26.8.0`. */
  version?: string;
  /** The release that DPF is being upgraded to. */
  targetVersion?: string;
  /** `zero-trust` or `host-trusted`. */
  deploymentMode?: string;
  /** The pods' range of new DPU clusters, as a CIDR. */
  podCidr?: string;
  /** The image pull Secrets. */
  imagePullSecrets?: string[];
  /** DPF makes no metrics Services and ServiceMonitors. */
  monitoringDisabled?: boolean;
  /** The required encryption of etcd at rest: `staticKey` or `vaultKMS`; absent: none. */
  etcdEncryption?: string;
  /** DPF's check before an upgrade, where it has run. */
  preUpgradeValidation?: { ready: boolean; message?: string };
}

/** An upgrade of DPF itself. @public */
export interface DpfUpgrade {
  /** The installed release; absent while DPF is installed for the first time. */
  from?: string;
  /** The release that DPF is being upgraded to. */
  to: string;
}

/** The failed check that DPF makes before it upgrades its components. @public */
export interface FailedValidation {
  message: string;
  /** RFC 3339. */
  since: string;
}

/**
 * The upgrade of DPF that has been requested and has not ended. `undefined` where there is none, and where DPF's
 * configuration may not be read: then nothing is concluded.
 *
 * @public
 */
export function dpfUpgradeOf(
  config: KnownOperatorConfig,
): DpfUpgrade | undefined {
  if (config === undefined || config === 'unreadable') {
    return undefined;
  }
  const { version, targetVersion } = config.status ?? {};
  return targetVersion && targetVersion !== version
    ? { ...(version && { from: version }), to: targetVersion }
    : undefined;
}

/** DPF's own check before an upgrade, if it failed. @public */
export function failedValidationOf(
  config: KnownOperatorConfig,
): FailedValidation | undefined {
  if (config === undefined || config === 'unreadable') {
    return undefined;
  }
  const failed = config.status?.conditions?.find(
    ({ type, status }) =>
      type === 'PreUpgradeValidationReady' && status === 'False',
  );
  return (
    failed && {
      message: failed.message ?? '',
      since: failed.lastTransitionTime,
    }
  );
}

/**
 * Whether DPF is changing its components now. While its check before the upgrade fails, nothing has changed yet, so the
 * upgrade is not the cause of anything.
 *
 * @public
 */
export function dpfUpgradeRuns(config: KnownOperatorConfig): boolean {
  return (
    dpfUpgradeOf(config) !== undefined &&
    failedValidationOf(config) === undefined
  );
}

/** `undefined` where DPF has no configuration. @public */
export function toDpfInstallation(
  config: KnownOperatorConfig,
): DpfInstallation | undefined {
  if (config === undefined) {
    return undefined;
  }
  if (config === 'unreadable') {
    return { readable: false };
  }
  const { spec = {}, status = {} } = config;
  return {
    readable: true,
    version: status.version,
    targetVersion: dpfUpgradeOf(config)?.to,
    deploymentMode: spec.deploymentMode,
    podCidr: spec.flannel?.podCIDR,
    imagePullSecrets: spec.imagePullSecrets,
    monitoringDisabled: spec.monitoring?.disable,
    etcdEncryption: spec.kamajiClusterManager?.etcdEncryptionAtRest?.provider,
    preUpgradeValidation: preUpgradeValidation(status.conditions),
  };
}

function preUpgradeValidation(
  conditions: readonly Condition[] = [],
): DpfInstallation['preUpgradeValidation'] {
  const validation = conditions.find(
    ({ type }) => type === 'PreUpgradeValidationReady',
  );
  if (!validation) {
    return undefined;
  }
  const ready = validation.status === 'True';
  return {
    ready,
    ...(!ready && validation.message
      ? { message: boundedText(validation.message) }
      : {}),
  };
}
