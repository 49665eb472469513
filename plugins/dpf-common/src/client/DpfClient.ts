import { ResponseError } from '@backstage/errors';
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
import { DpuClusterList, DpuClusterListQuery } from '../api/DpuClusterList';
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
} from '../api/DpuClusterView';
import { ClusterHistory, RetiredClusterList } from '../api/ClusterHistory';
import { DpuAnswer, DpuList, DpuListQuery, DpuRef } from '../api/Dpu';
import { DpfApi, DpfRequestOptions } from '../api/DpfApi';
import {
  ClusterManifestAnswer,
  ClusterManifestRequest,
} from '../api/ClusterManifest';
import { NetworkList } from '../api/Network';
import { ManagementClusterSetup, PlatformOverview } from '../api/Platform';
import { DpfUpgradeView } from '../api/Upgrade';
import {
  CredentialList,
  KubeconfigAnswer,
  KubeconfigRequest,
} from '../api/Credential';
import {
  KubernetesPluginApi,
  KubernetesPluginClusterList,
  KubernetesPluginCredential,
} from '../api/KubernetesPlugin';
import { SEEN_HEADER } from '../api/seenHeader';
import { withServerMessage } from './serverMessage';

type QueryValue = string | number | boolean | readonly string[] | undefined;

interface Call extends DpfRequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, QueryValue>;
  body?: unknown;
}

function queryString(query: Record<string, QueryValue> = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) {
      for (const one of [value].flat()) {
        params.append(key, String(one));
      }
    }
  }
  const text = params.toString();
  return text ? `?${text}` : '';
}

function clusterPath(ref: DpuClusterRef, more = ''): string {
  const parts = [ref.managementCluster, ref.namespace, ref.name];
  return `/dpu-clusters/${parts.map(encodeURIComponent).join('/')}${more}`;
}

function acknowledgementPath(ref: DpuClusterRef, code: FindingCode): string {
  return clusterPath(ref, `/findings/${code}/acknowledgement`);
}

/** Answers of requests that ran at the same time are kept side by side, and so many of them at most. */
const MOST_SEEN = 4;

/**
 * Speaks the dpf back end's REST API, in browsers and in other back ends. Whichever replica answers, a client gets no data
 * that is older than before, or the answer says so (`behind` of its source). One class of over
 * 400 lines, since it has a method for each route.
 *
 * @public
 */
export class DpfClient implements DpfApi, KubernetesPluginApi {
  readonly #discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetchApi: { fetch: typeof fetch };
  /** How far the answers were. The answer to a request includes what was sent with it. */
  readonly #seen = new Set<string>();

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async listDpuClusters(
    query: DpuClusterListQuery = {},
    options?: DpfRequestOptions,
  ): Promise<DpuClusterList> {
    return this.#json('/dpu-clusters', { ...options, query: { ...query } });
  }

  async getDpuCluster(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<DpuClusterAnswer> {
    return this.#getOfCluster(ref, '', options);
  }

  async createDpuCluster(
    request: DpuClusterRequest,
    options: DpfRequestOptions & { dryRun?: boolean } = {},
  ): Promise<CreateDpuClusterAnswer> {
    const { dryRun, ...rest } = options;
    return this.#json('/dpu-clusters', {
      ...rest,
      method: 'POST',
      query: { dryRun: dryRun || undefined },
      body: request,
    });
  }

  async makeClusterManifest(
    request: ClusterManifestRequest,
    options: DpfRequestOptions & { dryRun?: boolean } = {},
  ): Promise<ClusterManifestAnswer> {
    const { dryRun, ...rest } = options;
    return this.#json('/dpu-cluster-manifests', {
      ...rest,
      method: 'POST',
      query: { dryRun: dryRun || undefined },
      body: request,
    });
  }

  async updateDpuCluster(
    ref: DpuClusterRef,
    change: DpuClusterChange,
    options: DpfRequestOptions & {
      dryRun?: boolean;
      confirmDpus?: number | 'unknown';
    } = {},
  ): Promise<UpdateDpuClusterAnswer> {
    const { dryRun, confirmDpus, ...rest } = options;
    return this.#json(clusterPath(ref), {
      ...rest,
      method: 'PATCH',
      query: { group: ref.group, dryRun: dryRun || undefined, confirmDpus },
      body: change,
    });
  }

  async deleteDpuCluster(
    ref: DpuClusterRef,
    options: DpfRequestOptions & { uid: string; dryRun?: boolean },
  ): Promise<void> {
    const { uid, dryRun, ...rest } = options;
    await this.#call(clusterPath(ref), {
      ...rest,
      method: 'DELETE',
      query: { group: ref.group, uid, dryRun: dryRun || undefined },
    });
  }

  async acknowledgeFinding(
    ref: DpuClusterRef,
    code: FindingCode,
    request: AcknowledgementRequest,
    options?: DpfRequestOptions,
  ): Promise<FindingAcknowledgement> {
    return this.#json(acknowledgementPath(ref, code), {
      ...options,
      method: 'PUT',
      query: { group: ref.group },
      body: request,
    });
  }

  async endAcknowledgement(
    ref: DpuClusterRef,
    code: FindingCode,
    options?: DpfRequestOptions,
  ): Promise<void> {
    await this.#call(acknowledgementPath(ref, code), {
      ...options,
      method: 'DELETE',
      query: { group: ref.group },
    });
  }

  async getDpuManifests(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<DpuManifestsAnswer> {
    return this.#getOfCluster(ref, '/dpu-manifests', options);
  }

  async issueKubeconfig(
    ref: DpuClusterRef,
    request: KubeconfigRequest,
    options?: DpfRequestOptions,
  ): Promise<KubeconfigAnswer> {
    return this.#json(clusterPath(ref, '/kubeconfig'), {
      ...options,
      method: 'POST',
      query: { group: ref.group },
      body: request,
    });
  }

  async listCredentials(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<CredentialList> {
    return this.#getOfCluster(ref, '/credentials', options);
  }

  async revokeCredential(
    ref: DpuClusterRef,
    id: string,
    options?: DpfRequestOptions,
  ): Promise<void> {
    await this.#call(
      clusterPath(ref, `/credentials/${encodeURIComponent(id)}`),
      { ...options, method: 'DELETE', query: { group: ref.group } },
    );
  }

  async listKubernetesPluginClusters(
    options?: DpfRequestOptions,
  ): Promise<KubernetesPluginClusterList> {
    return this.#json('/kubernetes-plugin/clusters', options);
  }

  async issueKubernetesPluginCredential(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<KubernetesPluginCredential> {
    return this.#json(clusterPath(ref, '/kubernetes-plugin-credential'), {
      ...options,
      method: 'POST',
      query: { group: ref.group },
    });
  }

  async getHistory(
    ref: DpuClusterRef,
    options: DpfRequestOptions & { since?: string } = {},
  ): Promise<ClusterHistory> {
    const { since, ...rest } = options;
    return this.#json(clusterPath(ref, '/history'), {
      ...rest,
      query: { group: ref.group, since },
    });
  }

  async getHistoryByUid(
    cluster: { managementCluster: string; uid: string },
    options: DpfRequestOptions & { since?: string } = {},
  ): Promise<ClusterHistory> {
    const { since, ...rest } = options;
    const id = [cluster.managementCluster, cluster.uid].map(encodeURIComponent);
    return this.#json(`/retired-clusters/${id.join('/')}/history`, {
      ...rest,
      query: { since },
    });
  }

  async listRetiredClusters(
    options?: DpfRequestOptions,
  ): Promise<RetiredClusterList> {
    return this.#json('/retired-clusters', options);
  }

  async getEvents(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<{ items: DpuClusterEvent[]; unreadable?: boolean }> {
    return this.#getOfCluster(ref, '/events', options);
  }

  async getResources(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<{ items: DpuClusterResource[] }> {
    return this.#getOfCluster(ref, '/resources', options);
  }

  async getResource(
    ref: DpuClusterRef,
    uid: string,
    options?: DpfRequestOptions,
  ): Promise<DpuClusterObject> {
    const path = `/resources/${encodeURIComponent(uid)}`;
    return this.#getOfCluster(ref, path, options);
  }

  async getDiagnosis(
    ref: DpuClusterRef,
    options?: DpfRequestOptions,
  ): Promise<DpuClusterDiagnosis> {
    return this.#getOfCluster(ref, '/diagnosis', options);
  }

  async getDpus(
    query: DpuListQuery = {},
    options?: DpfRequestOptions,
  ): Promise<DpuList> {
    return this.#json('/dpus', { ...options, query: { ...query } });
  }

  async getDpu(ref: DpuRef, options?: DpfRequestOptions): Promise<DpuAnswer> {
    const parts = [ref.managementCluster, ref.namespace, ref.name];
    return this.#json(`/dpus/${parts.map(encodeURIComponent).join('/')}`, {
      ...options,
      query: { group: ref.group },
    });
  }

  async listManagementClusters(
    options?: DpfRequestOptions,
  ): Promise<{ items: ManagementCluster[] }> {
    return this.#json('/management-clusters', options);
  }

  async getControllers(
    managementCluster: string,
    options?: DpfRequestOptions,
  ): Promise<ManagementClusterControllers> {
    const name = encodeURIComponent(managementCluster);
    return this.#json(`/management-clusters/${name}/controllers`, options);
  }

  async getPlatform(options?: DpfRequestOptions): Promise<PlatformOverview> {
    return this.#json('/platform', options);
  }

  async getSetup(
    managementCluster: string,
    options: DpfRequestOptions & { again?: boolean } = {},
  ): Promise<ManagementClusterSetup> {
    const { again, ...rest } = options;
    const name = encodeURIComponent(managementCluster);
    return this.#json(`/management-clusters/${name}/setup`, {
      ...rest,
      query: { again: again || undefined },
    });
  }

  async getNetworks(
    managementCluster: string,
    options?: DpfRequestOptions,
  ): Promise<NetworkList> {
    const name = encodeURIComponent(managementCluster);
    return this.#json(`/management-clusters/${name}/networks`, options);
  }

  async getUpgrade(
    managementCluster: string,
    options?: DpfRequestOptions,
  ): Promise<DpfUpgradeView> {
    const name = encodeURIComponent(managementCluster);
    return this.#json(`/management-clusters/${name}/upgrade`, options);
  }

  async getNodeMatches(
    managementCluster: string,
    nodeSelector: Readonly<Record<string, string>>,
    options?: DpfRequestOptions,
  ): Promise<NodeMatches> {
    const name = encodeURIComponent(managementCluster);
    return this.#json(`/management-clusters/${name}/node-matches`, {
      ...options,
      query: {
        label: Object.entries(nodeSelector).map(
          ([key, value]) => `${key}=${value}`,
        ),
      },
    });
  }

  async uploadKubeconfig(
    upload: KubeconfigUploadRequest,
    options?: DpfRequestOptions,
  ): Promise<KubeconfigUploadAnswer> {
    return this.#json('/kubeconfig-uploads', {
      ...options,
      method: 'POST',
      body: upload,
    });
  }

  async checkKubeconfig(
    request: KubeconfigCheckRequest,
    options?: DpfRequestOptions,
  ): Promise<KubeconfigUploadAnswer> {
    return this.#json('/kubeconfig-uploads/check', {
      ...options,
      method: 'POST',
      body: request,
    });
  }

  async #getOfCluster<T>(
    ref: DpuClusterRef,
    more: string,
    options?: DpfRequestOptions,
  ): Promise<T> {
    const query = { group: ref.group };
    return this.#json(clusterPath(ref, more), { ...options, query });
  }

  async #json<T>(path: string, call: Call = {}): Promise<T> {
    const response = await this.#call(path, call);
    return response.json();
  }

  async #call(path: string, call: Call): Promise<Response> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('dpf');
    const { body, method = 'GET', query, signal, token } = call;
    const known = [...this.#seen].slice(-MOST_SEEN);
    const response = await this.#fetchApi.fetch(
      `${baseUrl}${path}${queryString(query)}`,
      {
        method,
        signal,
        headers: {
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(token ? { Authorization: `Bearer ${token}` } : {}),
          ...(known.length ? { [SEEN_HEADER]: known.join(' ') } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    );
    const seen = response.headers.get(SEEN_HEADER);
    if (seen) {
      known.forEach(one => this.#seen.delete(one));
      this.#seen.add(seen);
    }
    if (!response.ok) {
      throw withServerMessage(await ResponseError.fromResponse(response));
    }
    return response;
  }
}
