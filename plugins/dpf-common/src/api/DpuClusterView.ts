import {
  ClusterEdits,
  ClusterFacts,
  ClusterFeeds,
  CredentialRole,
  DpuClusterPhase,
  DpuManifests,
  KubeconfigProblem,
  LabelChangeEffect,
  Reach,
  Unchecked,
} from '@dpf-portal/dpf-model';

/**
 * A DPU cluster as the REST API shows it: the same for both API shapes.
 *
 * @public
 */
export interface DpuClusterView extends ClusterFacts {
  /** `<mc>/<ns>/<name>`, with suffix `.dpf` where both groups are served and the guide's is meant. */
  ref: string;
  managementCluster: string;
  namespace: string;
  name: string;
  /** Set where links and paths need `?group=`. */
  groupQualifier?: string;
  resourceVersion: string;
  /** The roles of which the portal makes short-lived credentials. Absent where it makes none. */
  accessRoles?: CredentialRole[];
  /** What the caller can change of it. Only in answers about one cluster. */
  edits?: ClusterEdits;
  /** Entity ref in the catalog, by the names rule. */
  entityRef: string;
  /** Entity ref of the team that runs the platform, where one is configured. It acts where `who` of a finding is `platform`. */
  platformOwner?: string;
  /** Stands for this cluster in signals. It changes whenever a back end starts. */
  signalKey?: string;
}

/** How fresh the answers of one management cluster are. @public */
export interface SourceState {
  managementCluster: string;
  synced: boolean;
  reachable: boolean;
  /** It starts together with the portal and has not answered yet; `reachable` is false meanwhile. */
  starting?: boolean;
  /** RFC 3339. */
  observedAt?: string;
  /**
   * The caller has seen newer data, from another replica of the portal. This one does not get it in time, so the answer may
   * be older than what the caller knows.
   */
  behind?: boolean;
  /** What is not checked there, because the portal lacks a right. Absent: nothing, or the answer does not depend on it. */
  unchecked?: Unchecked[];
}

/** `GET /dpu-clusters/:mc/:ns/:name`. @public */
export interface DpuClusterAnswer {
  item: DpuClusterView;
  source: SourceState;
  /** How far its trouble reaches; absent without trouble, and while the management cluster is unreachable. */
  reach?: Reach;
}

/** `GET /dpu-clusters/:mc/:ns/:name/diagnosis`. @public */
export interface DpuClusterDiagnosis {
  /** For a ticket; without secrets. */
  markdown: string;
}

/** `GET /dpu-clusters/:mc/:ns/:name/resources/:uid`: an object as the server has it, without secrets. @public */
export interface DpuClusterObject {
  kind: string;
  name: string;
  yaml: string;
}

/** `POST /dpu-clusters`. @public */
export interface CreateDpuClusterAnswer {
  item: DpuClusterView;
  /** False when the same request had made it before. */
  created: boolean;
  dryRun: boolean;
  /** What the request makes, with what was filled in from policy and network, as one sentence. */
  summary: string;
  /** What the cluster will do that its request did not ask for, each in a sentence or two. */
  warnings?: string[];
  /** Of a dry run: the DPUCluster that the request would make, as YAML. It names Secrets and holds none. */
  manifest?: string;
}

/** `PATCH /dpu-clusters/:mc/:ns/:name`. @public */
export interface UpdateDpuClusterAnswer extends DpuClusterAnswer {
  /** What the change of labels does to the cluster's DPUs; absent when no label changes. */
  labelChange?: LabelChangeEffect;
  /** What follows from the rest of the change, in sentences. */
  effects?: string[];
}

/** `GET /dpu-clusters/:mc/:ns/:name/dpu-manifests`. @public */
export interface DpuManifestsAnswer extends DpuManifests {
  /** What assigns DPUs to the cluster already. */
  feeds: ClusterFeeds;
}

/** A phase change the portal saw. @public */
export interface PhaseTransition {
  uid: string;
  from?: DpuClusterPhase;
  to: DpuClusterPhase;
  /** RFC 3339. */
  at: string;
  sentence?: string;
}

/** `POST /kubeconfig-uploads` and `POST /kubeconfig-uploads/check`. @public */
export interface KubeconfigUploadAnswer {
  /** Opaque, one-time, bound to user and management cluster, 24 h. Absent when `problems` is not empty. */
  handle?: string;
  /** RFC 3339. */
  expires?: string;
  /** Server of the kubeconfig. */
  server?: string;
  serverVersion?: string;
  /** Rule violations; each refuses the upload. */
  problems: KubeconfigProblem[];
  /** Do not refuse: e.g. the API did not answer from here. */
  warnings: KubeconfigProblem[];
}

/** `POST /kubeconfig-uploads`. @public */
export interface KubeconfigUploadRequest {
  managementCluster?: string;
  kubeconfig: string;
  /** The context of the DPU cluster. Needed where the kubeconfig has several; a 400 names them. */
  context?: string;
}

/** `POST /kubeconfig-uploads/check`: an upload that waits is to be judged anew. @public */
export interface KubeconfigCheckRequest {
  managementCluster?: string;
  /** The handle of the upload. */
  kubeconfigUpload: string;
  /** Needed once a request has used the upload: that request's id. */
  requestId?: string;
}

/** `GET /dpu-clusters/:mc/:ns/:name/resources`: one live object of the tree. @public */
export interface DpuClusterResource {
  kind: string;
  name: string;
  namespace?: string;
  uid: string;
  /** One or two words, where there is something to say. */
  state?: string;
  ownerUid?: string;
}

/** `GET …/events` item. @public */
export interface DpuClusterEvent {
  type: string;
  reason: string;
  message: string;
  /** RFC 3339. */
  at?: string;
  count?: number;
  object: string;
}

/** Events topic for the catalog module. @public */
export const DPU_CLUSTERS_EVENT_TOPIC = 'dpf.dpuClusters';

/** Payload of the events topic. @public */
export interface DpuClustersEventPayload {
  managementCluster: string;
  uids: string[];
}
