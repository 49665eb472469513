import {
  CONTROL_PLANE_REPLICAS,
  ConfigMap,
  ControlPlaneSettings,
  ControllerRole,
  DEFAULT_DATA_STORE,
  DaemonSet,
  Dpu,
  DpuCluster,
  DpuClusterApi,
  Endpoint,
  Finding,
  Service,
  TenantControlPlane,
  TenantObservation,
  World,
  groupOf,
} from '@dpf-portal/dpf-model';
import {
  DPU_INDEXERS,
  KubeconfigSecret,
  ManagementClusterConnection,
} from '@dpf-portal/dpf-world';
import {
  Clock,
  EventRecorder,
  KubeClient,
  Logger,
  ResourceType,
  isForbidden,
} from '@dpf-portal/kube-controller';
import {
  ClusterManager,
  ClusterManagerResult,
} from '../clusterManager/ClusterManager';
import { EndpointClaims } from './claims';
import type { Attempts, Refusals, Rewrites } from './rememberedWrites';

/** Why the reconcile cannot continue, as a condition shows it. */
export interface Problem {
  reason: string;
  message: string;
}

/** Builds a condition's reason and message from a finding: its code and its sentence. */
export function problemOf({ code, sentence }: Finding): Problem {
  return { reason: code, message: sentence };
}

/**
 * How control planes and keepalived are made.
 *
 * @public
 */
export interface ReconcileSettings extends ControlPlaneSettings {
  /** Image with keepalived and curl. */
  keepalivedImage: string;
  imagePullSecrets: readonly string[];
  /** Kamaji's data store for new control planes. */
  dataStore: string;
  controlPlaneReplicas: number;
  /** How long after a cluster has become Ready that is written for which nobody waits. Milliseconds. */
  afterReadyMs: number;
}

/** The settings of a reconciler that is configured with none. @public */
export const DEFAULT_RECONCILE_SETTINGS: ReconcileSettings = {
  keepalivedImage: 'osixia/keepalived:2.0.20',
  imagePullSecrets: [],
  dataStore: DEFAULT_DATA_STORE,
  controlPlaneReplicas: CONTROL_PLANE_REPLICAS,
  // Until then it would compete with other clusters that are on their way to Ready.
  afterReadyMs: 5 * 60_000,
};

/** A running upgrade of the control plane. */
export interface Upgrade {
  /** The installed version. */
  from: string;
  /** The version that is being installed; the same as `from` while the next step waits to start. */
  to: string;
  /** The versions that follow. */
  next?: string;
}

/** The results of the phases of one pass. The conditions are functions of it. */
export interface Observed {
  /** The requested endpoint of the control plane; once it runs, the actual one. */
  endpoint?: Endpoint;
  /** The pod range of a control plane that is to be created. */
  podCidr?: string;
  /** NodePort of the control plane. */
  port?: number;
  /** Set only if this cluster owns it, as for all children here. */
  service?: Service;
  controlPlane?: TenantControlPlane;
  configMap?: ConfigMap;
  daemonSet?: DaemonSet;
  kubeconfig?: KubeconfigSecret;
  health?: TenantObservation;
  manager?: ClusterManagerResult;
  /** Keeps `Created` from being True. */
  problem?: Problem;
  /** The cluster is not started because of `problem`; its phase stays Pending. */
  isHeldBack?: boolean;
  /** The cluster is being deleted and something holds it. Only its health is written. */
  isDeletionHeld?: boolean;
  /** Keeps `KeepalivedReady` from being True. */
  keepalivedProblem?: Problem;
  /** An edit that was rejected; the cluster stays as it was. */
  refusedEdit?: Problem;
  /** A webhook stopped a write that no condition waits for, so the pass is repeated. */
  isStopped?: boolean;
  /** Set if the API has `spec.version`. */
  upgrade?: Upgrade;
  /** Set if it does not: Kamaji has been asked for a version that is not installed yet. */
  upgrading?: boolean;
}

/** What a phase needs besides World: how far the stores can be trusted, and direct reads from the server. */
export interface LiveReads {
  /** DPUClusters of every served group, DPUs, control planes and keepalived objects have been listed. */
  settled(): boolean;
  /** The server was unreachable and has not listed its DPUClusters since, so restored data may not contain them. */
  relistPending(): boolean;
  /**
   * The DPUs whose spec names the cluster, read from the server because a watch may lag. `[]` if the kind is not
   * served, `undefined` if it may not be read. Rejects when the server does not answer.
   */
  dpusOf(cluster: DpuCluster): Promise<readonly Dpu[] | undefined>;
  /**
   * Waits until what has addresses besides control planes was listed, as it was when the newest cluster was seen. Never
   * rejects.
   */
  addressesListed(): Promise<void>;
  /** Lists it again; a change is an event of the clusters that want the address. */
  listAddresses(): void;
  /** Reads the Secret unless it is known to be unchanged. */
  kubeconfigSecret(namespace: string, name: string): Promise<KubeconfigSecret>;
}

async function liveDpusOf(
  { stores, client }: ManagementClusterConnection,
  cluster: DpuCluster,
): Promise<readonly Dpu[] | undefined> {
  const view = stores.dpus.get(groupOf(cluster));
  if (!view?.readable) {
    return view ? undefined : [];
  }
  const { namespace, name } = cluster.metadata;
  try {
    const dpus = await client.listAll<Dpu>(view.resource);
    return dpus.filter(dpu =>
      DPU_INDEXERS.cluster(dpu).includes(`${namespace}/${name}`),
    );
  } catch (error) {
    if (isForbidden(error)) {
      return undefined;
    }
    throw error;
  }
}

/** Live reads over a connection to the management cluster. */
export function liveReadsOf(
  connection: ManagementClusterConnection,
): LiveReads {
  return {
    settled: () => connection.synced,
    relistPending: () => connection.stores.clustersRelistPending,
    dpusOf: cluster => liveDpusOf(connection, cluster),
    addressesListed: () => connection.addressHolders.listed(),
    listAddresses: () => void connection.addressHolders.refresh(),
    kubeconfigSecret: (namespace, name) =>
      connection.readKubeconfigSecret(namespace, name),
  };
}

/** Who writes: a built-in role, or the manager of a vendor type. */
export type Writer = ControllerRole | 'vendor';

/** The input of all phases of one pass over one DPUCluster. Phases use nothing else. */
export interface ReconcileContext {
  /** The cluster as last seen; replaced by the server's answer after each own write. */
  cluster: DpuCluster;
  readonly api: DpuClusterApi;
  readonly resource: ResourceType;
  /** World for this pass. Own writes are visible in it at once. */
  readonly world: World;
  readonly live: LiveReads;
  /** The roles that this process holds for this API group now. */
  readonly roles: ReadonlySet<ControllerRole>;
  /** The registered manager of a vendor type. */
  readonly manager?: ClusterManager;
  /** A client that rejects writes when the Lease of any of the writers is lost. */
  client(...writers: Writer[]): KubeClient;
  readonly claims: EndpointClaims;
  /** Uids of the clusters whose upgrade this process is starting right now. Shared by the reconcilers of all groups. */
  readonly startingUpgrades: Set<string>;
  readonly rewrites: Rewrites;
  readonly refusals: Refusals;
  readonly attempts: Attempts;
  /** Records Events; phases use `recordEvent`. */
  readonly events: Pick<EventRecorder, 'record'>;
  readonly settings: ReconcileSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observed: Observed;
}

/** The cluster's namespace and name, which are always set on an object from a server. */
export function identityOf(cluster: DpuCluster): {
  namespace: string;
  name: string;
  uid: string;
} {
  const { namespace = '', name, uid = '' } = cluster.metadata;
  return { namespace, name, uid };
}

/** The writer that manages the cluster's type, if this process holds its role. */
export function managingWriter(context: ReconcileContext): Writer | undefined {
  const { type } = context.cluster.spec;
  if (type === 'kamaji' || type === 'static') {
    return context.roles.has(type) ? type : undefined;
  }
  return context.manager?.type === type ? 'vendor' : undefined;
}

/**
 * Managers do not touch a cluster before provisioning has added its finalizer, or while an administrator keeps it at
 * Failed.
 */
export function isTakenIn(cluster: DpuCluster): boolean {
  const phase = cluster.status?.phase;
  return phase === 'Creating' || phase === 'Ready' || phase === 'NotReady';
}

/** How a pass continues after a phase. */
export type PhaseResult =
  /** Continues with the next phase, and requeues after that time. */
  | { flow: 'continue'; afterMs?: number }
  /** Ends this pass; the next event, or that time, starts another. */
  | { flow: 'wait'; afterMs?: number }
  /** Ends this pass; only a change of the object starts another. */
  | { flow: 'stop' };

/** A step of the reconciler. It throws to be retried. */
export interface Phase {
  readonly name: string;
  run(context: ReconcileContext): Promise<PhaseResult>;
}

export const proceed: PhaseResult = { flow: 'continue' };
export const stop: PhaseResult = { flow: 'stop' };

export function wait(afterMs?: number): PhaseResult {
  return { flow: 'wait', afterMs };
}

/** Records a rejected edit. If there are several, the first reason is kept and all messages are joined. */
export function refuseEdit(observed: Observed, problem: Problem): void {
  const { refusedEdit } = observed;
  observed.refusedEdit = refusedEdit
    ? {
        reason: refusedEdit.reason,
        message: `${refusedEdit.message} ${problem.message}`,
      }
    : problem;
}
