import { assignedDpus } from '../cluster/countDpus';
import { DPF_ANNOTATIONS } from '../annotations';
import { readOwner } from '../cluster/owner';
import { DpuCluster } from '../cluster/DpuCluster';
import { FindingCode } from './Finding';
import { WatchedKind, World } from './World';

/** Something that a finding depends on and that may be unknown. */
type Input =
  | WatchedKind
  /** The API server of the cluster was probed. */
  | 'health'
  /** The Nodes of the cluster were read. */
  | 'tenantNodes'
  /** The join information of the cluster was read. */
  | 'joinInfo'
  /** The kubeconfig Secret of the cluster was read. */
  | 'kubeconfig'
  /** The catalog was asked for the owner. */
  | 'catalog';

const CONTROL_PLANE: readonly Input[] = ['tenantControlPlanes'];
const CHILDREN: readonly Input[] = [
  'tenantControlPlanes',
  'services',
  'configMaps',
  'daemonSets',
];

/**
 * What must be known before the absence of a finding says that it ended. A finding with no input depends on the
 * DPUCluster, its conditions or the configuration alone.
 */
const INPUTS: Record<FindingCode, readonly Input[]> = {
  NoManagerForType: ['roles', 'operatorConfigs'],
  KamajiMissing: [],
  WaitingForControlPlane: [],
  EndpointMissing: CONTROL_PLANE,
  EndpointInvalid: CONTROL_PLANE,
  AddressInUse: ['tenantControlPlanes', 'daemonSets', 'services', 'nodes'],
  AddressImmutable: CONTROL_PLANE,
  RouterIdInUse: ['tenantControlPlanes', 'daemonSets', 'configMaps'],
  NoMatchingNodes: ['nodes', 'daemonSets'],
  ControlPlaneNotPlaced: ['nodes', 'tenantControlPlanes'],
  KeepalivedMissing: ['tenantControlPlanes', 'daemonSets', 'configMaps'],
  KeepalivedRejected: ['daemonSets'],
  KeepalivedPodsMissing: ['daemonSets'],
  KeepalivedUnknown: ['roles', 'daemonSets'],
  ChildDrifted: ['tenantControlPlanes', 'daemonSets'],
  ChildNameTaken: CHILDREN,
  OwnerMissing: [...CHILDREN, 'kubeconfig'],
  ControlPlaneRefused: CONTROL_PLANE,
  KamajiAway: CONTROL_PLANE,
  WebhookAway: [],
  QuotaExceeded: [],
  NodePortsExhausted: [],
  NodePortLost: [],
  ServiceRefused: [],
  ConfigMapRefused: [],
  DaemonSetRefused: [],
  Sleeping: CONTROL_PLANE,
  TypeChanged: ['tenantControlPlanes', 'kubeconfig'],
  SettingsLost: [],
  OwnerUnknown: ['catalog'],
  AddressNotAnswering: ['health', 'tenantControlPlanes', 'daemonSets'],
  DataStoreMissing: ['tenantControlPlanes', 'dataStores'],
  KubeconfigUnusable: ['kubeconfig'],
  KubeconfigRotated: ['health'],
  CertificateExpiring: ['health'],
  ApiNotAnswering: ['health'],
  ControllerStalled: ['roles'],
  StatusOutdated: ['health'],
  EncryptionUnavailable: ['operatorConfigs', 'tenantControlPlanes'],
  EncryptionRotationBlocked: [],
  KubeletSkew: ['tenantNodes'],
  DpfUpgradeBlocked: ['operatorConfigs', 'tenantControlPlanes', 'dpus'],
  PodRangeInvalid: [],
  PodRangeTooSmall: ['tenantControlPlanes', 'dpus'],
  KamajiPaused: CONTROL_PLANE,
  UpgradeRefused: CONTROL_PLANE,
  ControlPlaneUpgrading: CONTROL_PLANE,
  UpgradeStalled: CONTROL_PLANE,
  ControlPlaneBehind: CONTROL_PLANE,
  ControlPlaneIncomplete: ['roles', 'tenantControlPlanes'],
  JoinInfoStale: ['joinInfo'],
  NodesUnreadable: ['health'],
  NodesWithoutDpu: ['dpus', 'tenantNodes'],
  DpusFailed: ['dpus'],
  DpusHeld: ['dpus'],
  DpusNotJoined: ['dpus', 'tenantNodes'],
  DpuLost: ['dpus', 'tenantNodes'],
  DpusOutdated: ['dpus'],
  DpusNotOperational: ['dpus'],
  DeletionBlocked: ['dpus'],
  AllocatorTakesFirst: ['roles', 'dpus'],
  PauseIgnored: ['roles'],
  ManagementClusterAway: [],
  DpfMissing: [],
  NoFeasibleCluster: ['dpus'],
  DpfTooNew: ['operatorConfigs'],
  TenantPathInDoubt: [],
  ControlPlaneLeftBehind: ['tenantControlPlanes', 'daemonSets'],
  SharedCredential: [],
  NetworksOverlap: [],
  NetworkNearlyFull: ['tenantControlPlanes', 'daemonSets', 'services', 'nodes'],
  AddressesUnreadable: ['services', 'nodes'],
  ReservationsDenied: [],
  ReconcilersEnded: [],
};

/** The parts of World that say what is known of a cluster. @public */
export type KnownWorld = Pick<
  World,
  | 'isKnown'
  | 'observation'
  | 'readyNodes'
  | 'dpusOf'
  | 'kubeconfigSecret'
  | 'portal'
>;

function knowsTenantNodes(cluster: DpuCluster, world: KnownWorld): boolean {
  const { health, nodesProblem } = world.observation(cluster) ?? {};
  // The Nodes of a cluster without DPUs are not read.
  const assigned = assignedDpus(world.dpusOf(cluster) ?? []).length;
  return (
    health === 'healthy' &&
    !nodesProblem &&
    (!assigned || world.readyNodes(cluster) !== undefined)
  );
}

/** Of a finding about a whole management cluster, only what is watched counts. */
function isKnown(
  input: Input,
  cluster: DpuCluster | undefined,
  world: KnownWorld,
): boolean {
  switch (input) {
    case 'health': {
      const { health = 'unknown' } =
        (cluster && world.observation(cluster)) ?? {};
      return !cluster || health !== 'unknown';
    }
    case 'tenantNodes':
      return !cluster || knowsTenantNodes(cluster, world);
    case 'joinInfo':
      return !cluster || world.observation(cluster)?.joinInfo !== undefined;
    case 'kubeconfig':
      return (
        !cluster?.spec.kubeconfig ||
        (world.kubeconfigSecret(cluster)?.state ?? 'unknown') !== 'unknown'
      );
    case 'catalog': {
      const owner = readOwner(
        cluster?.metadata.annotations?.[DPF_ANNOTATIONS.owner],
      );
      return !owner || world.portal?.isInCatalog(owner) !== undefined;
    }
    default:
      return world.isKnown(input, cluster);
  }
}

/**
 * Whether the absence of a finding says that it ended. It does not while the management cluster is away, and while
 * something that the finding depends on may not be read, was not read yet or does not answer: the finding is then neither
 * there nor gone.
 *
 * @param cluster - absent for a finding about the management cluster itself.
 * @public
 */
export function isJudgeable(
  code: FindingCode,
  cluster: DpuCluster | undefined,
  world: KnownWorld,
): boolean {
  return [...INPUTS[code], 'dpuClusters' as const].every(input =>
    isKnown(input, cluster, world),
  );
}
