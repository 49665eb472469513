import { DpuCluster } from '../cluster/DpuCluster';
import type { FindingAcknowledgement } from './acknowledgement';
import { World } from './World';

/** Codes of findings; `docs/operate.md` has an entry for each. @public */
export type FindingCode =
  | 'NoManagerForType'
  | 'KamajiMissing'
  | 'WaitingForControlPlane'
  | 'EndpointMissing'
  | 'EndpointInvalid'
  | 'AddressInUse'
  | 'AddressImmutable'
  | 'RouterIdInUse'
  | 'NoMatchingNodes'
  | 'ControlPlaneNotPlaced'
  | 'KeepalivedMissing'
  | 'KeepalivedRejected'
  | 'KeepalivedPodsMissing'
  | 'KeepalivedUnknown'
  | 'ChildDrifted'
  | 'ChildNameTaken'
  | 'OwnerMissing'
  | 'ControlPlaneRefused'
  | 'KamajiAway'
  | 'WebhookAway'
  | 'QuotaExceeded'
  | 'NodePortsExhausted'
  | 'NodePortLost'
  | 'ServiceRefused'
  | 'ConfigMapRefused'
  | 'DaemonSetRefused'
  | 'Sleeping'
  | 'TypeChanged'
  | 'SettingsLost'
  | 'OwnerUnknown'
  | 'AddressNotAnswering'
  | 'DataStoreMissing'
  | 'KubeconfigUnusable'
  | 'KubeconfigRotated'
  | 'CertificateExpiring'
  | 'ApiNotAnswering'
  | 'ControllerStalled'
  | 'StatusOutdated'
  | 'EncryptionUnavailable'
  | 'EncryptionRotationBlocked'
  | 'KubeletSkew'
  | 'DpfUpgradeBlocked'
  | 'PodRangeInvalid'
  | 'PodRangeTooSmall'
  | 'KamajiPaused'
  | 'UpgradeRefused'
  | 'ControlPlaneUpgrading'
  | 'UpgradeStalled'
  | 'ControlPlaneBehind'
  | 'ControlPlaneIncomplete'
  | 'JoinInfoStale'
  | 'NodesUnreadable'
  | 'NodesWithoutDpu'
  | 'DpusFailed'
  | 'DpusHeld'
  | 'DpusNotJoined'
  | 'DpuLost'
  | 'DpusOutdated'
  | 'DpusNotOperational'
  | 'DeletionBlocked'
  | 'AllocatorTakesFirst'
  | 'PauseIgnored'
  | 'ManagementClusterAway'
  | 'DpfMissing'
  | 'NoFeasibleCluster'
  | 'DpfTooNew'
  | 'TenantPathInDoubt'
  | 'ControlPlaneLeftBehind'
  | 'SharedCredential'
  | 'NetworksOverlap'
  | 'NetworkNearlyFull'
  | 'AddressesUnreadable'
  | 'ReservationsDenied'
  | 'ReconcilersEnded';

/** Who must act: the cluster's owner, the platform team, or nobody (wait). @public */
export type FindingWho = 'owner' | 'platform' | 'nobody';

/**
 * A problem of a cluster, described for a user.
 *
 * @public
 */
export interface Finding {
  code: FindingCode;
  severity: 'info' | 'warning' | 'error';
  /** Waiting longer cannot help. */
  blocking: boolean;
  /** One or two sentences: the thing, and what is true of it. */
  sentence: string;
  /** What to do. */
  remedy: string;
  who: FindingWho;
  /** RFC 3339, where known. */
  since?: string;
  /** Its facts: names, addresses; never a secret. */
  evidence?: Record<string, string | number | boolean | string[]>;
  /** The findings that only follow from this one. */
  effects?: Finding[];
  /** Who knows of it. The portal adds it, because no object has it. */
  acknowledgement?: FindingAcknowledgement;
}

/** Checks a cluster for one problem. @public */
export type FindingRule = (
  cluster: DpuCluster,
  world: World,
) => Finding | undefined;
