import {
  DPF_ANNOTATIONS,
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  DpuClusterGroup,
} from '@dpf-portal/dpf-model';
import { dpuClusterResource } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeClient,
  KubeObject,
  ResourceType,
  RestTransport,
  isInvalid,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { KubeConfig } from '@kubernetes/client-node';
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { eventually } from '../portal/eventually';

/** The table that `kubectl get` prints. */
export interface PrintedTable {
  columns: string[];
  rows: string[][];
}

const POLICY_BINDINGS: ResourceType = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  plural: 'validatingadmissionpolicybindings',
  kind: 'ValidatingAdmissionPolicyBinding',
  namespaced: false,
};

const DENY_FILE = path.resolve(
  __dirname,
  '../../deploy/charts/dpf-portal/admission-deny.yaml',
);

interface TableAnswer {
  columnDefinitions: Array<{ name: string; priority: number }>;
  rows: Array<{ cells: unknown[] }>;
}

/** The management cluster for an administrator. */
export class ManagementApi {
  static fromKubeConfig(kubeConfig: KubeConfig): ManagementApi {
    return new ManagementApi(RestTransport.fromKubeConfig(kubeConfig));
  }

  readonly client: KubeClient;

  readonly #transport: RestTransport;

  private constructor(transport: RestTransport) {
    this.#transport = transport;
    this.client = new KubeClient({ transport });
  }

  static resourceOf(group: DpuClusterGroup): ResourceType {
    return dpuClusterResource(group, 'v1alpha1');
  }

  /** The resource of a cluster. */
  resourceOf(cluster: DpuCluster): ResourceType {
    return ManagementApi.resourceOf(groupOfCluster(cluster));
  }

  async createCluster(
    namespace: string,
    cluster: DpuCluster,
  ): Promise<DpuCluster> {
    return await this.client.create<DpuCluster>(
      ManagementApi.resourceOf(groupOfCluster(cluster)),
      { ...cluster, metadata: { ...cluster.metadata, namespace } },
    );
  }

  async createSecret(namespace: string, secret: KubeObject): Promise<void> {
    await this.client.create(CORE_RESOURCES.secrets, {
      ...secret,
      metadata: { ...secret.metadata, namespace },
    });
  }

  /** Resolves with the cluster when `accept` returns true. */
  async clusterWhen(
    created: DpuCluster,
    what: string,
    accept: (cluster: DpuCluster) => boolean,
  ): Promise<DpuCluster> {
    const { namespace, name } = created.metadata;
    const resource = ManagementApi.resourceOf(groupOfCluster(created));
    return await eventually(`${namespace}/${name} ${what}`, async () => {
      const live = await this.client.get<DpuCluster>(resource, {
        namespace,
        name,
      });
      return accept(live) ? live : undefined;
    });
  }

  async clusterReady(created: DpuCluster): Promise<DpuCluster> {
    return await this.clusterWhen(
      created,
      'is Ready',
      ({ status }) => status?.phase === 'Ready',
    );
  }

  /** Deletes the cluster. Resolves when it no longer exists. */
  async deleteCluster(created: DpuCluster): Promise<void> {
    const { namespace, name } = created.metadata;
    const resource = ManagementApi.resourceOf(groupOfCluster(created));
    await this.client.delete(resource, { namespace, name });
    await this.clusterGone(created);
  }

  /** Resolves when the object no longer exists. */
  async clusterGone(created: DpuCluster): Promise<void> {
    const { namespace, name } = created.metadata;
    const resource = ManagementApi.resourceOf(groupOfCluster(created));
    await eventually(`${namespace}/${name} is gone`, async () => {
      try {
        await this.client.get(resource, { namespace, name });
        return undefined;
      } catch (error) {
        if (isNotFound(error)) {
          return true;
        }
        throw error;
      }
    });
  }

  /** Upgrades a CustomResourceDefinition like its installer. */
  async replaceDefinition(definition: KubeObject): Promise<void> {
    await this.client.apply(
      CORE_RESOURCES.customResourceDefinitions,
      definition,
      {
        fieldManager: 'local-cluster',
        force: true,
      },
    );
  }

  /** Resolves when the admission policies are in force: the server picks them up shortly after they were applied. */
  async policyInForce(): Promise<void> {
    await this.#refuses('the admission policies are in force', {
      spec: { vip: 'no address' },
    });
  }

  /** Makes the policy of settings deny, like a site that applies `deploy/charts/dpf-portal/admission-deny.yaml`. */
  async denySettings(): Promise<void> {
    const binding = parse(fs.readFileSync(DENY_FILE, 'utf8'));
    await this.client.create(POLICY_BINDINGS, binding);
    await this.policyInForce();
    await this.#refuses('the policy of settings denies', {
      annotations: { [DPF_ANNOTATIONS.purpose]: 'none of the three' },
    });
  }

  /** Resolves when the API server refuses such a cluster. */
  async #refuses(
    what: string,
    wrong: { spec?: { vip: string }; annotations?: Record<string, string> },
  ): Promise<void> {
    const crafted = kamajiCluster('crafted', {
      vip: '10.66.66.66',
      virtualRouterID: 1,
      ...wrong.spec,
    });
    await eventually(what, async () => {
      try {
        await this.client.create<DpuCluster>(
          ManagementApi.resourceOf(groupOfCluster(crafted)),
          {
            ...crafted,
            metadata: {
              ...crafted.metadata,
              namespace: 'default',
              annotations: wrong.annotations,
            },
          },
          { dryRun: true },
        );
        return undefined;
      } catch (error) {
        if (isInvalid(error)) {
          return true;
        }
        throw error;
      }
    });
  }

  /** Runs an action without the admission policy, then restores the policy. */
  async withoutPolicy<T>(name: string, act: () => Promise<T>): Promise<T> {
    const binding = await this.client.get(POLICY_BINDINGS, { name });
    const { labels, annotations } = binding.metadata;
    await this.client.delete(POLICY_BINDINGS, { name });
    try {
      // The server picks up the change shortly after.
      return await eventually(`the policy ${name} is not in force`, act);
    } finally {
      await this.client.create(POLICY_BINDINGS, {
        ...binding,
        metadata: { name, labels, annotations },
      });
    }
  }

  /** Lists "Kind/name" of all objects of these resources in a namespace. */
  async namesIn(
    namespace: string,
    resources: readonly ResourceType[],
  ): Promise<string[]> {
    const lists = await Promise.all(
      resources.map(async resource => {
        const objects = await this.client.listAll(resource, {
          namespace,
          metadataOnly: true,
        });
        return objects.map(
          ({ metadata }) => `${resource.kind}/${metadata.name}`,
        );
      }),
    );
    return lists.flat().sort();
  }

  /** The table that the API server itself prints, without the columns of `-o wide`. */
  async printedClusters(
    namespace: string,
    group: DpuClusterGroup,
  ): Promise<PrintedTable> {
    const table = await this.#transport.request<TableAnswer>({
      method: 'GET',
      path: `/apis/${group}/v1alpha1/namespaces/${namespace}/dpuclusters`,
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    const shown = table.columnDefinitions
      .map((column, index) => ({ ...column, index }))
      .filter(({ priority }) => priority === 0);
    return {
      columns: shown.map(({ name }) => name.toUpperCase()),
      rows: table.rows.map(({ cells }) =>
        shown.map(({ index }) => String(cells[index])),
      ),
    };
  }

  close(): void {
    this.#transport.close();
  }
}

function groupOfCluster(cluster: DpuCluster): DpuClusterGroup {
  const group = Object.values(DPU_CLUSTER_GROUPS).find(known =>
    cluster.apiVersion?.startsWith(`${known}/`),
  );
  if (!group) {
    throw new Error(`${cluster.apiVersion} is no group of DPUCluster`);
  }
  return group;
}
