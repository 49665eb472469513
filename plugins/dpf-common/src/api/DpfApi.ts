import {
  AcknowledgementRequest,
  DpuClusterChange,
  DpuClusterRef,
  DpuClusterRequest,
  FindingAcknowledgement,
  FindingCode,
  ManagementCluster,
  ManagementClusterControllers,
  NodeMatches,
} from '@dpf-portal/dpf-model';
import { DpuClusterList, DpuClusterListQuery } from './DpuClusterList';
import {
  CreateDpuClusterAnswer,
  DpuClusterAnswer,
  DpuClusterDiagnosis,
  DpuClusterEvent,
  DpuClusterObject,
  DpuClusterResource,
  DpuManifestsAnswer,
  KubeconfigCheckRequest,
  KubeconfigUploadAnswer,
  KubeconfigUploadRequest,
  UpdateDpuClusterAnswer,
} from './DpuClusterView';
import { ClusterHistory, RetiredClusterList } from './ClusterHistory';
import { DpuAnswer, DpuList, DpuListQuery, DpuRef } from './Dpu';
import {
  ClusterManifestAnswer,
  ClusterManifestRequest,
} from './ClusterManifest';
import { NetworkList } from './Network';
import { ManagementClusterSetup, PlatformOverview } from './Platform';
import { DpfUpgradeView } from './Upgrade';
import {
  CredentialList,
  KubeconfigAnswer,
  KubeconfigRequest,
} from './Credential';

/** The options of one call of the REST API. @public */
export interface DpfRequestOptions {
  /** Backend callers: the bearer token to act with. */
  token?: string;
  signal?: AbortSignal;
}

/**
 * The dpf back end's REST API. Failures are thrown as `ResponseError` of `@backstage/errors`; a 400's
 * `body.error.details` holds `FieldProblem[]`.
 *
 * @public
 */
export interface DpfApi {
  listDpuClusters(
    query?: DpuClusterListQuery,
    options?: DpfRequestOptions,
  ): Promise<DpuClusterList>;
  getDpuCluster(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<DpuClusterAnswer>;
  createDpuCluster(
    request: DpuClusterRequest,
    options?: DpfRequestOptions & { dryRun?: boolean },
  ): Promise<CreateDpuClusterAnswer>;
  /** The manifest of a cluster that somebody else creates, from a repository. Reserves its address. */
  makeClusterManifest(
    request: ClusterManifestRequest,
    options?: DpfRequestOptions & { dryRun?: boolean },
  ): Promise<ClusterManifestAnswer>;
  /**
   * Safe to repeat. A change of labels that deletes DPUs needs their number as `confirmDpus`; a dry run tells it, and so
   * does the 409 of a change without it.
   */
  updateDpuCluster(
    ref: DpuClusterRef,
    change: DpuClusterChange,
    options?: DpfRequestOptions & {
      dryRun?: boolean;
      confirmDpus?: number | 'unknown';
    },
  ): Promise<UpdateDpuClusterAnswer>;
  deleteDpuCluster(
    ref: DpuClusterRef,
    options: DpfRequestOptions & { uid: string; dryRun?: boolean },
  ): Promise<void>;
  /** Says that the caller knows of a finding, which asks nobody to act until then. */
  acknowledgeFinding(
    ref: DpuClusterRef,
    code: FindingCode,
    request: AcknowledgementRequest,
    options?: DpfRequestOptions,
  ): Promise<FindingAcknowledgement>;
  /** The finding asks somebody to act again. */
  endAcknowledgement(
    ref: DpuClusterRef,
    code: FindingCode,
    options?: DpfRequestOptions,
  ): Promise<void>;
  /** The manifests that assign DPUs to the cluster, and what assigns some already. */
  getDpuManifests(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<DpuManifestsAnswer>;
  /** Makes a credential for the caller. The answer has its token, which no other answer has. */
  issueKubeconfig(
    ref: DpuClusterRef,
    request: KubeconfigRequest,
    options?: DpfRequestOptions,
  ): Promise<KubeconfigAnswer>;
  /** What the caller may ask for, and the credentials that have not ended. */
  listCredentials(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<CredentialList>;
  /** Safe to repeat. */
  revokeCredential(
    ref: DpuClusterRef,
    id: string,
    options?: DpfRequestOptions,
  ): Promise<void>;
  /** What happened to a cluster: everything, or since a time (RFC 3339). */
  getHistory(
    ref: DpuClusterRef,
    options?: DpfRequestOptions & { since?: string },
  ): Promise<ClusterHistory>;
  /** As `getHistory`, also of a cluster that is gone. */
  getHistoryByUid(
    cluster: { managementCluster: string; uid: string },
    options?: DpfRequestOptions & { since?: string },
  ): Promise<ClusterHistory>;
  /** The clusters that are being retired, and those that are gone. */
  listRetiredClusters(options?: DpfRequestOptions): Promise<RetiredClusterList>;
  getEvents(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<{ items: DpuClusterEvent[]; unreadable?: boolean }>;
  getResources(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<{ items: DpuClusterResource[] }>;
  /** One object of `getResources`, as YAML, without secrets. */
  getResource(
    ref: DpuClusterRef,
    uid: string,
    options?: DpfRequestOptions,
  ): Promise<DpuClusterObject>;
  /** What is known about the cluster's trouble, as Markdown for a ticket. */
  getDiagnosis(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<DpuClusterDiagnosis>;
  /** The DPUs of the clusters that the caller may read; those without a cluster need `dpf.platform.read`. */
  getDpus(query?: DpuListQuery, options?: DpfRequestOptions): Promise<DpuList>;
  /** One DPU with its conditions. */
  getDpu(ref: DpuRef, options?: DpfRequestOptions): Promise<DpuAnswer>;
  listManagementClusters(
    options?: DpfRequestOptions,
  ): Promise<{ items: ManagementCluster[] }>;
  getControllers(
    managementCluster: string,
    options?: DpfRequestOptions,
  ): Promise<ManagementClusterControllers>;
  /** What the platform's engineers look at first: each management cluster, problems by cause, DPUs without a cluster. */
  getPlatform(options?: DpfRequestOptions): Promise<PlatformOverview>;
  /**
   * The checks of a management cluster's setup. Several callers share one run; its answer is kept for a short time.
   * With `again` a new run is made.
   */
  getSetup(
    managementCluster: string,
    options?: DpfRequestOptions & { again?: boolean },
  ): Promise<ManagementClusterSetup>;
  /** The networks of a management cluster, with what is used of them, and by what as far as the caller may know it. */
  getNetworks(
    managementCluster: string,
    options?: DpfRequestOptions,
  ): Promise<NetworkList>;
  /** The upgrade of DPF itself: what holds it up, what the next one meets, and what the last one did to the DPUs. */
  getUpgrade(
    managementCluster: string,
    options?: DpfRequestOptions,
  ): Promise<DpfUpgradeView>;
  /** Which nodes of a management cluster a node selector matches. */
  getNodeMatches(
    managementCluster: string,
    nodeSelector: Readonly<Record<string, string>>,
    options?: DpfRequestOptions,
  ): Promise<NodeMatches>;
  uploadKubeconfig(
    upload: KubeconfigUploadRequest,
    options?: DpfRequestOptions,
  ): Promise<KubeconfigUploadAnswer>;
  /** Asks the server of an upload anew. Changes nothing. */
  checkKubeconfig(
    request: KubeconfigCheckRequest,
    options?: DpfRequestOptions,
  ): Promise<KubeconfigUploadAnswer>;
}
