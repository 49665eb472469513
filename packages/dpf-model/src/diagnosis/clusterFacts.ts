import type { Condition } from '@dpf-portal/kube-controller';
import { ShownAnnotations, shownAnnotations } from '../annotations';
import { DpuCounts } from '../cluster/countDpus';
import {
  DpuCluster,
  DpuClusterPhase,
  groupOf,
  isGating,
} from '../cluster/DpuCluster';
import { ownControlPlaneOf } from '../findings/clusterState';
import { dpuCountsOf } from '../findings/dpuCountsOf';
import { Finding } from '../findings/Finding';
import { findingsOf } from '../findings/findingsOf';
import { TenantObservation } from '../findings/Observation';
import { World } from '../findings/World';
import {
  LONGEST_NAME,
  boundedConditions,
  boundedText,
} from '../text/boundedText';
import { controlPlaneVersions, isSameVersion } from '../upgrade/versions';

/** When certificates were last issued; RFC 3339. A time that is not known is absent. @public */
export interface CertificatesIssued {
  /** That of the admin kubeconfig. */
  kubeconfig?: string;
  apiServer?: string;
}

/** What is known of a cluster, for the REST API and for a diagnosis. @public */
export interface ClusterFacts extends ShownAnnotations {
  /** The API group it was read from. */
  group: string;
  uid: string;
  type: string;
  phase: DpuClusterPhase;
  /** RFC 3339. */
  phaseSince: string;
  createdAt: string;
  deletionRequestedAt?: string;
  /** The Kubernetes version that is installed. */
  version?: string;
  /** The version that is requested, where it is not the installed one. */
  requestedVersion?: string;
  maxNodes?: number;
  labels?: Record<string, string>;
  /** A number that is not known is absent ("—"). */
  dpus: DpuCounts;
  endpoint?: {
    /** `https://host:port`, once known. */
    server?: string;
    vip?: string;
    virtualRouterID?: number;
    interface?: string;
    nodeSelector?: Record<string, string>;
  };
  /** What the portal's own probe last saw. */
  observation?: TenantObservation;
  /** Name of the kubeconfig's Secret. */
  kubeconfigSecret?: string;
  /** When Kamaji last issued the certificates that can be renewed; RFC 3339. Absent without a control plane of Kamaji. */
  certificatesIssued?: CertificatesIssued;
  conditions: Condition[];
  /** Worst first. */
  findings: Finding[];
  /** Who reconciles it, in a few words: "this portal", "DPF's own controller", "nobody". */
  managedBy: string;
}

/** The user and the reason of a lock are 255 and 200 characters at most. */
const LONGER: Readonly<Record<string, number>> = {
  locked: 500,
  // What is longer is no address: `readManifestUrl`.
  manifestUrl: 2_000,
};
/** As long as a label's key, or the type `vendor/name`, may be. */
const LONGEST_KEY = 317;
const MOST_ENTRIES = 100;

/** What stands in an object is as long as whoever wrote it liked, and lists of clusters repeat it to everybody. */
function bounded(text: string): string;
function bounded(text: string | undefined): string | undefined;
function bounded(text: string | undefined): string | undefined {
  return text === undefined ? undefined : boundedText(text, LONGEST_NAME);
}

function boundedMap(
  map: Record<string, string> | undefined,
): Record<string, string> | undefined {
  if (!map) {
    return undefined;
  }
  const entries = Object.entries(map).slice(0, MOST_ENTRIES);
  return Object.fromEntries(
    entries.map(([key, value]) => [
      boundedText(key, LONGEST_KEY),
      bounded(value),
    ]),
  );
}

function phaseSinceOf(cluster: DpuCluster, phase: DpuClusterPhase): string {
  const { creationTimestamp = '' } = cluster.metadata;
  if (phase !== 'Ready' && phase !== 'NotReady') {
    return creationTimestamp;
  }
  const conditions = cluster.status?.conditions ?? [];
  const ready = conditions.find(c => c.type === 'Ready');
  // DPF's own provisioning leaves Ready as it is while another condition is not True.
  const gates = conditions.filter(
    condition =>
      isGating(condition) &&
      (condition.status === 'True') === (phase === 'Ready'),
  );
  const isStale = (ready?.status === 'True') !== (phase === 'Ready');
  const times = (isStale || phase === 'Ready' ? gates : [])
    .concat(ready && !isStale ? [ready] : [])
    .map(condition => condition.lastTransitionTime)
    .sort();
  return times.at(-1) ?? ready?.lastTransitionTime ?? creationTimestamp;
}

function httpsUrl(host: string, port: number): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function endpointOf(
  cluster: DpuCluster,
  world: World,
): ClusterFacts['endpoint'] {
  const keepalived = cluster.spec.clusterEndpoint?.keepalived;
  const port = ownControlPlaneOf(cluster, world)?.spec?.networkProfile?.port;
  const vip = bounded(keepalived?.vip);
  const server =
    world.observation(cluster)?.server ??
    (vip && port ? httpsUrl(vip, port) : undefined);
  if (!server && !keepalived) {
    return undefined;
  }
  return {
    ...(server ? { server } : {}),
    ...(keepalived
      ? {
          vip,
          virtualRouterID: keepalived.virtualRouterID,
          interface: bounded(keepalived.interface),
          nodeSelector: boundedMap(keepalived.nodeSelector),
        }
      : {}),
  };
}

/**
 * The installed version, and what is requested where that is another one.
 *
 * @public
 */
export function dpuClusterVersions(
  cluster: DpuCluster,
  world: World,
): Pick<ClusterFacts, 'version' | 'requestedVersion'> {
  const { spec, status } = cluster;
  const seen = world.observation(cluster)?.serverVersion;
  if (spec.type !== 'kamaji') {
    // Its version is its own: spec.version changes nothing of it.
    return { version: bounded(status?.version ?? seen) };
  }
  const { installed, requested } = controlPlaneVersions(
    ownControlPlaneOf(cluster, world),
  );
  const version = installed ?? status?.version ?? seen;
  const wanted = spec.version ?? requested;
  const isReached =
    version !== undefined &&
    (wanted === undefined || isSameVersion(wanted, version));
  return {
    version: bounded(version),
    ...(isReached ? {} : { requestedVersion: bounded(wanted) }),
  };
}

function managedByOf(cluster: DpuCluster, world: World): string {
  const { type } = cluster.spec;
  if (type !== 'kamaji' && type !== 'static') {
    return world.vendorTypes.includes(type)
      ? 'this portal'
      : 'its vendor’s controller';
  }
  switch (world.roles.find(role => role.role === type)?.runBy) {
    case 'portal':
      return 'this portal';
    case 'vendor':
      return 'DPF’s own controller';
    case 'nobody':
      return 'nobody';
    default:
      return 'unknown';
  }
}

function annotationsOf({ metadata }: DpuCluster): ShownAnnotations {
  return Object.fromEntries(
    Object.entries(shownAnnotations(metadata.annotations)).map(
      ([name, value]) => [
        name,
        LONGER[name] && value
          ? boundedText(value, LONGER[name])
          : bounded(value),
      ],
    ),
  );
}

function certificatesIssuedOf(
  cluster: DpuCluster,
  world: World,
): ClusterFacts['certificatesIssued'] {
  const { kubeconfig, certificates } =
    ownControlPlaneOf(cluster, world)?.status ?? {};
  const issued = {
    kubeconfig: bounded(kubeconfig?.admin?.lastUpdate),
    apiServer: bounded(certificates?.apiServer?.lastUpdate),
  };
  return issued.kubeconfig || issued.apiServer ? issued : undefined;
}

/**
 * What is known of a cluster, whichever API shape it has. Pure.
 *
 * @public
 */
export function clusterFacts(
  cluster: DpuCluster,
  world: World,
  known: {
    /** RFC 3339, from the history, or else derived from the conditions. */
    phaseSince?: string;
    /** When they are known already. */
    findings?: Finding[];
  } = {},
): ClusterFacts {
  const { metadata, spec, status } = cluster;
  const phase = status?.phase ?? 'Pending';
  return {
    group: groupOf(cluster),
    uid: metadata.uid ?? '',
    type: boundedText(spec.type, LONGEST_KEY),
    phase,
    phaseSince: known.phaseSince ?? phaseSinceOf(cluster, phase),
    createdAt: metadata.creationTimestamp ?? '',
    deletionRequestedAt: metadata.deletionTimestamp,
    ...dpuClusterVersions(cluster, world),
    maxNodes: spec.maxNodes,
    ...annotationsOf(cluster),
    labels: boundedMap(metadata.labels),
    dpus: dpuCountsOf(cluster, world),
    endpoint: endpointOf(cluster, world),
    observation: world.observation(cluster),
    kubeconfigSecret: bounded(spec.kubeconfig),
    certificatesIssued: certificatesIssuedOf(cluster, world),
    conditions: boundedConditions(status?.conditions),
    findings: known.findings ?? findingsOf(cluster, world),
    managedBy: managedByOf(cluster, world),
  };
}
