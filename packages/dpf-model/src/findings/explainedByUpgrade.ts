import { DPU_CLUSTER_GROUPS } from '../cluster/DpuCluster';
import { Finding, FindingCode } from './Finding';

/** The API server of a cluster is away for a moment, and what needs it. */
const OF_AWAY_SERVERS: readonly FindingCode[] = [
  'AddressNotAnswering',
  'ApiNotAnswering',
  'NodesUnreadable',
  'StatusOutdated',
  'DpusNotOperational',
];

/**
 * What an upgrade of DPF causes by itself, for some minutes: its controllers and webhooks start again, it applies keepalived
 * and control planes anew, and it updates what runs on the DPUs.
 */
const OF_DPF: readonly FindingCode[] = [
  ...OF_AWAY_SERVERS,
  'NoManagerForType',
  'ControllerStalled',
  'WebhookAway',
  'KamajiAway',
  'WaitingForControlPlane',
  'KeepalivedMissing',
  'KeepalivedPodsMissing',
  'ChildDrifted',
  'DpuLost',
  'DpusNotJoined',
  'DpusOutdated',
  'TenantPathInDoubt',
];

/**
 * Whether an upgrade that runs explains a finding, so that nobody needs to know of it unless it stays. What an upgrade does
 * not cause is said at once, during one too.
 *
 * @public
 */
export function explainedByUpgrade(
  { code }: Pick<Finding, 'code'>,
  around: {
    /** DPF is changing its components. */
    dpf: boolean;
    /** API group of the cluster; absent where the finding is about the management cluster itself. */
    group?: string;
    /** All findings of the cluster. */
    findings?: readonly Pick<Finding, 'code'>[];
  },
): boolean {
  const { dpf, group = DPU_CLUSTER_GROUPS.released, findings = [] } = around;
  // DPF does not touch clusters of the guide's group.
  const isOfDpf =
    dpf && group === DPU_CLUSTER_GROUPS.released && OF_DPF.includes(code);
  const ofControlPlane = findings.some(
    finding => finding.code === 'ControlPlaneUpgrading',
  );
  return isOfDpf || (ofControlPlane && OF_AWAY_SERVERS.includes(code));
}
