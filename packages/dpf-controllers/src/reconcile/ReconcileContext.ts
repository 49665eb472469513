import {
  ControllerRole,
  DpuCluster,
  DpuClusterApi,
  World,
} from '@dpf-portal/dpf-model';
import {
  Clock,
  EventRecorder,
  KubeClient,
  Logger,
  ResourceType,
} from '@dpf-portal/kube-controller';
import { ClusterManager } from '../clusterManager/ClusterManager';
import { EndpointClaims } from './claims/EndpointClaims';
import { Refusals } from './children/Refusals';
import { Rewrites } from './children/Rewrites';
import { LiveReads } from './LiveReads';
import { Observed } from './Observed';
import { ReconcileSettings } from './ReconcileSettings';

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
