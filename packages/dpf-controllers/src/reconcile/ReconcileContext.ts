import {
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
import type { Refusals, Rewrites } from './ensureChild';

/** Why something cannot go on, for a condition. */
export interface Problem {
  reason: string;
  message: string;
}

/** A condition says what the finding says: its code and its sentence. */
export function problemOf({ code, sentence }: Finding): Problem {
  return { reason: code, message: sentence };
}

/** @public */
export interface ReconcileSettings extends ControlPlaneSettings {
  /** Image with keepalived and curl. */
  keepalivedImage: string;
  imagePullSecrets: readonly string[];
  /** Kamaji's data store for new control planes. */
  dataStore: string;
  controlPlaneReplicas: number;
}

/** @public */
export const DEFAULT_RECONCILE_SETTINGS: ReconcileSettings = {
  keepalivedImage: 'osixia/keepalived:2.0.20',
  imagePullSecrets: [],
  dataStore: DEFAULT_DATA_STORE,
  controlPlaneReplicas: 3,
};

/** An upgrade of the control plane that is under way. */
export interface Upgrade {
  /** The installed version. */
  from: string;
  /** The version that is being installed; the same as `from` while the next one waits for its start. */
  to: string;
  /** What is to follow. */
  next?: string;
}

/** What the phases of one pass found. The conditions are functions of it. */
export interface Observed {
  /** Where the control plane is to be reached; once it runs, where it is. */
  endpoint?: Endpoint;
  /** The pod range of a control plane that is to be made. */
  podCidr?: string;
  /** NodePort of the control plane. */
  port?: number;
  /** Ours, as are all children here. */
  service?: Service;
  controlPlane?: TenantControlPlane;
  configMap?: ConfigMap;
  daemonSet?: DaemonSet;
  kubeconfig?: KubeconfigSecret;
  health?: TenantObservation;
  manager?: ClusterManagerResult;
  /** Keeps `Created` from being True. */
  problem?: Problem;
  /** The cluster is not begun, for `problem`; a phase of Pending stays. */
  isHeldBack?: boolean;
  /** Keeps `KeepalivedReady` from being True. */
  keepalivedProblem?: Problem;
  /** An edit that was refused; the cluster goes on as it was. */
  refusedEdit?: Problem;
  /** Where the API has `spec.version`. */
  upgrade?: Upgrade;
  /** Where it has none: Kamaji has been asked for a version that is not installed yet. */
  upgrading?: boolean;
}

/** What a phase needs and World cannot say: how far the stores are to be trusted, and what is asked of the server itself. */
export interface LiveReads {
  /** DPUClusters of every served group, DPUs, control planes and keepalived objects have been listed. */
  settled(): boolean;
  /** The server was away, and its DPUClusters have not been listed since: an older copy of its data may not know them. */
  relistPending(): boolean;
  /**
   * The DPUs that name the cluster, asked of the server: a watch may be behind. `[]` where the kind is not served,
   * `undefined` where it is and may not be read. Rejects when the server does not answer.
   */
  dpusOf(cluster: DpuCluster): Promise<readonly Dpu[] | undefined>;
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

/** By a connection to the management cluster. */
export function liveReadsOf(
  connection: ManagementClusterConnection,
): LiveReads {
  return {
    settled: () => connection.synced,
    relistPending: () => connection.stores.clustersRelistPending,
    dpusOf: cluster => liveDpusOf(connection, cluster),
    kubeconfigSecret: (namespace, name) =>
      connection.readKubeconfigSecret(namespace, name),
  };
}

/** Who writes: a built-in role, or the manager of a vendor type. */
export type Writer = ControllerRole | 'vendor';

/** What one pass over one DPUCluster works with. Phases touch nothing else. */
export interface ReconcileContext {
  /** As last seen; replaced by the server's answer after each own write. */
  cluster: DpuCluster;
  readonly api: DpuClusterApi;
  readonly resource: ResourceType;
  /** The management cluster, for this pass. Own writes are in it at once. */
  readonly world: World;
  readonly live: LiveReads;
  /** The roles that are ours for this API group now. */
  readonly roles: ReadonlySet<ControllerRole>;
  /** The registered manager of a vendor type. */
  readonly manager?: ClusterManager;
  /** A client whose writes are refused when the Lease of any of the writers is lost. */
  client(...writers: Writer[]): KubeClient;
  readonly claims: EndpointClaims;
  /** Uids of the clusters whose upgrade this process is starting right now. Shared by the reconcilers of all groups. */
  readonly startingUpgrades: Set<string>;
  readonly rewrites: Rewrites;
  readonly refusals: Refusals;
  /** Tells Events; phases use `recordEvent`. */
  readonly events: Pick<EventRecorder, 'record'>;
  readonly settings: ReconcileSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observed: Observed;
}

/** The cluster's own coordinates; both are always set on what a server returned. */
export function identityOf(cluster: DpuCluster): {
  namespace: string;
  name: string;
  uid: string;
} {
  const { namespace = '', name, uid = '' } = cluster.metadata;
  return { namespace, name, uid };
}

/** The writer that manages the cluster's type, if that is ours. */
export function managingWriter(context: ReconcileContext): Writer | undefined {
  const { type } = context.cluster.spec;
  if (type === 'kamaji' || type === 'static') {
    return context.roles.has(type) ? type : undefined;
  }
  return context.manager?.type === type ? 'vendor' : undefined;
}

/** Managers leave a cluster alone until provisioning has taken it in, and while a person holds it at Failed. */
export function isTakenIn(cluster: DpuCluster): boolean {
  const phase = cluster.status?.phase;
  return phase === 'Creating' || phase === 'Ready' || phase === 'NotReady';
}

/** How a pass goes on after a phase. */
export type PhaseResult =
  /** With the next phase; and in any case again after that time. */
  | { flow: 'continue'; afterMs?: number }
  /** This pass ends; again on the next event, or after that time. */
  | { flow: 'wait'; afterMs?: number }
  /** This pass ends and only a change of the object starts another. */
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

/** Notes an edit that is not carried out. Of several the first one's reason stands, and all are told. */
export function refuseEdit(observed: Observed, problem: Problem): void {
  const { refusedEdit } = observed;
  observed.refusedEdit = refusedEdit
    ? {
        reason: refusedEdit.reason,
        message: `${refusedEdit.message} ${problem.message}`,
      }
    : problem;
}
