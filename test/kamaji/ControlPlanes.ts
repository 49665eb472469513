import { DATA_STORES, TENANT_CONTROL_PLANES } from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  KubeObject,
  OwnerReference,
  WriteOptions,
  apiVersionOf,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { TenantControlPlane } from '@dpf-portal/local-cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { SecretObject } from '../fixtures/guideExample';
import { Lab } from '../management/Lab';
import { ObjectHistory } from '../management/ObjectHistory';
import { eventually } from '../portal/eventually';
import { TenantApi } from './TenantApi';

const NAMESPACE = 'team-a';
/** The ConfigMap that joining nodes read. */
export const CLUSTER_INFO = { namespace: 'kube-public', name: 'cluster-info' };
/** Kamaji needs 6 s for a control plane on an idle machine, and creates several in sequence. */
const PATIENCE = { timeoutMs: 110_000 };

interface NodePortService extends KubeObject {
  spec: { type: string; ports: Array<{ port: number; nodePort?: number }> };
}

/** Settings of a new TenantControlPlane. */
export interface ControlPlaneOptions {
  address: string;
  port?: number;
  version?: string;
  dataStore?: string;
}

/** The annotation that requests a rotation from Kamaji. */
export const ROTATE = 'certs.kamaji.clastix.io/rotate';

/** Creates TenantControlPlanes of a lab like DPF and uses them like their users. */
export class ControlPlanes {
  readonly #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** A manifest with the fields that DPF sets. */
  manifest(
    name: string,
    { address, port = 32_000, ...options }: ControlPlaneOptions,
  ): TenantControlPlane {
    const { version = 'v1.36.0', dataStore = 'default' } = options;
    const kubernetes = { version, kubelet: { cgroupfs: 'systemd' } };
    return {
      apiVersion: apiVersionOf(TENANT_CONTROL_PLANES),
      kind: TENANT_CONTROL_PLANES.kind,
      metadata: { name, namespace: NAMESPACE },
      spec: {
        dataStore,
        controlPlane: {
          deployment: { replicas: 3 },
          service: { serviceType: 'NodePort' },
        },
        kubernetes,
        networkProfile: { address, port },
        addons: { coreDNS: {}, kubeProxy: {} },
      },
    };
  }

  async create(
    manifest: TenantControlPlane,
    options?: WriteOptions,
  ): Promise<TenantControlPlane> {
    return await this.#lab.api.client.create(
      TENANT_CONTROL_PLANES,
      manifest,
      options,
    );
  }

  /** Creates the Service first; its NodePort becomes the control plane's port. */
  async createWithService(
    name: string,
    options: ControlPlaneOptions & { owners?: OwnerReference[] },
  ): Promise<TenantControlPlane> {
    const { spec } = await this.#lab.api.client.create<NodePortService>(
      CORE_RESOURCES.services,
      {
        metadata: {
          name,
          namespace: NAMESPACE,
          ownerReferences: options.owners,
        },
        spec: { type: 'NodePort', ports: [{ port: 6443 }] },
      },
    );
    const port = spec.ports[0].nodePort;
    return await this.create(this.manifest(name, { ...options, port }));
  }

  async get(name: string): Promise<TenantControlPlane> {
    return await this.#lab.api.client.get(TENANT_CONTROL_PLANES, ref(name));
  }

  async service(name: string): Promise<NodePortService> {
    return await this.#lab.api.client.get(CORE_RESOURCES.services, ref(name));
  }

  async deployment(
    name: string,
  ): Promise<KubeObject & { status?: { readyReplicas?: number } }> {
    return await this.#lab.api.client.get(
      CORE_RESOURCES.deployments,
      ref(name),
    );
  }

  /** Rejects with the error of the API server or of Kamaji's webhook. */
  async patch(name: string, patch: object): Promise<TenantControlPlane> {
    return await this.#lab.api.client.mergePatch(
      TENANT_CONTROL_PLANES,
      ref(name),
      patch,
    );
  }

  /** Annotates an object of a control plane. `null` removes the annotation. */
  async annotate(
    resource: 'deployments' | 'secrets',
    name: string,
    annotations: Record<string, string | null>,
  ): Promise<void> {
    await this.#lab.api.client.mergePatch(CORE_RESOURCES[resource], ref(name), {
      metadata: { annotations },
    });
  }

  /**
   * Requests the rotation of a Secret from Kamaji. Waits until Kamaji is idle before, because an ongoing write of the
   * Secret would remove the request.
   */
  async rotate(name: string, secret: string): Promise<void> {
    await this.whenSettled(name);
    await this.passBy(name);
    await this.annotate('secrets', secret, { [ROTATE]: '' });
  }

  /** Resolves with the control plane when `accept` returns true. */
  async when(
    name: string,
    what: string,
    accept: (live: TenantControlPlane) => boolean,
  ): Promise<TenantControlPlane> {
    return await eventually(
      `TenantControlPlane ${name} ${what}`,
      async () => {
        const live = await this.get(name);
        return accept(live) ? live : undefined;
      },
      PATIENCE,
    );
  }

  async whenStatus(name: string, word: string): Promise<TenantControlPlane> {
    return await this.when(name, `is ${word}`, live => wordOf(live) === word);
  }

  /** Resolves when its Deployment has this number of ready replicas. */
  async whenReplicasAre(name: string, count: number): Promise<void> {
    await eventually(
      `Deployment ${name} has ${count} ready replicas`,
      async () => {
        const { status } = await this.deployment(name);
        return (status?.readyReplicas ?? 0) === count || undefined;
      },
      PATIENCE,
    );
  }

  /** Resolves when it is Ready and Kamaji has observed its newest spec. */
  async whenSettled(name: string): Promise<TenantControlPlane> {
    return await this.when(
      name,
      'is Ready as it is wanted',
      ({ metadata, spec, status }) =>
        status?.kubernetesResources?.version?.status === 'Ready' &&
        status.kubernetesResources.version.version ===
          spec.kubernetes.version &&
        status.observedGeneration === metadata.generation,
    );
  }

  /**
   * Resolves when Kamaji has processed an edit of this control plane and everything before it. Detected by the
   * Deployment, because a reconcile that began before the edit also updates `observedGeneration`.
   */
  async passBy(name: string): Promise<void> {
    const pass = `${Date.now()}`;
    await this.patch(name, {
      spec: {
        controlPlane: {
          deployment: { additionalMetadata: { annotations: { pass } } },
        },
      },
    });
    await eventually(
      `TenantControlPlane ${name} has been looked at`,
      async () => {
        const { metadata } = await this.deployment(name);
        return metadata.annotations?.pass === pass || undefined;
      },
      PATIENCE,
    );
  }

  async whenGone(name: string): Promise<void> {
    await eventually(
      `TenantControlPlane ${name} is gone`,
      async () => ((await this.exists(name)) ? undefined : true),
      PATIENCE,
    );
  }

  /** Resolves when all its objects are deleted, so that its name is free. */
  async whenCollected(name: string): Promise<void> {
    await this.whenGone(name);
    await eventually(
      `the children of ${name} are collected`,
      async () => (await this.children(name)).length === 0 || undefined,
    );
  }

  async exists(name: string): Promise<boolean> {
    try {
      await this.get(name);
      return true;
    } catch (error) {
      if (isNotFound(error)) {
        return false;
      }
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await this.#lab.api.client.delete(TENANT_CONTROL_PLANES, ref(name));
  }

  /** Collects the different status words for a while, for changes without a detectable end. */
  async wordsFor(
    name: string,
    milliseconds: number,
  ): Promise<Array<string | undefined>> {
    const history = await this.history(name);
    await sleep(milliseconds);
    history.stop();
    return history.of(wordOf);
  }

  async history(name: string): Promise<ObjectHistory<TenantControlPlane>> {
    return await ObjectHistory.follow(
      this.#lab.api.client,
      TENANT_CONTROL_PLANES,
      ref(name),
    );
  }

  /** A reference to a new object that may own others. */
  async createOwner(name: string): Promise<OwnerReference> {
    const { metadata } = await this.#lab.api.client.create<KubeObject>(
      CORE_RESOURCES.configMaps,
      { metadata: ref(name) },
    );
    const { uid = '' } = metadata;
    return { apiVersion: 'v1', kind: 'ConfigMap', name, uid };
  }

  /** Creates another DataStore, which never answers. */
  async createDataStore(name: string): Promise<void> {
    const manifest = {
      apiVersion: apiVersionOf(DATA_STORES),
      kind: DATA_STORES.kind,
      metadata: { name },
      spec: { driver: 'etcd', endpoints: ['127.0.0.1:1'] },
    };
    await this.#lab.api.client.create<KubeObject>(DATA_STORES, manifest);
  }

  /** Its Service, Deployment, Secrets and ConfigMaps. */
  async children(name: string): Promise<KubeObject[]> {
    const { client } = this.#lab.api;
    const lists = await Promise.all(
      (['services', 'deployments', 'secrets', 'configMaps'] as const).map(
        resource =>
          client.listAll(CORE_RESOURCES[resource], { namespace: NAMESPACE }),
      ),
    );
    return lists
      .flat()
      .filter(
        ({ metadata }) =>
          metadata.name === name || metadata.name.startsWith(`${name}-`),
      );
  }

  /** The Secret with the admin kubeconfigs. */
  async adminSecret(name: string): Promise<SecretObject> {
    return await this.#lab.api.client.get(
      CORE_RESOURCES.secrets,
      ref(`${name}-admin-kubeconfig`),
    );
  }

  /** The admin kubeconfigs as text, by their keys. */
  async kubeconfigs(name: string): Promise<Record<string, string>> {
    const { data = {} } = await this.adminSecret(name);
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]),
    );
  }

  /** Resolves with the admin kubeconfigs once `accept` likes them. */
  async kubeconfigsWhen(
    name: string,
    what: string,
    accept: (kubeconfigs: Record<string, string>) => boolean,
  ): Promise<Record<string, string>> {
    return await eventually(`${name}'s kubeconfigs ${what}`, async () => {
      const live = await this.kubeconfigs(name);
      return accept(live) ? live : undefined;
    });
  }

  /** Deletes the cluster-info that DPUs read. Kamaji creates it again with current values. */
  async dropClusterInfo(name: string): Promise<void> {
    const { 'super-admin.conf': kubeconfig } = await this.kubeconfigs(name);
    await this.asTenant(kubeconfig, async ({ client }) => {
      try {
        await client.delete(CORE_RESOURCES.configMaps, CLUSTER_INFO);
      } catch (error) {
        if (!isNotFound(error)) {
          throw error;
        }
      }
    });
  }

  /** Sends a request to the control plane's API with one of its admin kubeconfigs. */
  async asTenant<T>(
    kubeconfig: string,
    ask: (tenant: TenantApi) => Promise<T>,
  ): Promise<T> {
    const tenant = TenantApi.open(kubeconfig, this.#lab.cluster.proxyUrl);
    try {
      return await ask(tenant);
    } finally {
      tenant.close();
    }
  }
}

/** The one word of its status. */
export function wordOf({ status }: TenantControlPlane): string | undefined {
  return status?.kubernetesResources?.version?.status;
}

/** Where a kubeconfig leads. */
export function serverOf(kubeconfig: string): string | undefined {
  return /server: (\S+)/.exec(kubeconfig)?.[1];
}

function ref(name: string) {
  return { namespace: NAMESPACE, name };
}
