import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import { LoggerService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ManagementClusterSettings } from '@dpf-portal/backstage-plugin-dpf-node';
import {
  DPU_CLUSTER_GROUPS,
  DpuCluster,
  DpuClusterApi,
  TenantControlPlane,
  groupOf,
} from '@dpf-portal/dpf-model';
import { OpenTenant } from '@dpf-portal/dpf-world';
import { FakeApiServer } from '@dpf-portal/dpf-world/testing';
import { KubeObject } from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { eventually } from '@dpf-portal/test-support/tenants';
import {
  HostedManagementCluster,
  KubeconfigCheck,
} from '../managementClusters/HostedManagementCluster';
import { FakeReconcilerChild } from './FakeReconcilerChild';
import { FakeTenant } from './FakeTenant';
import { NOW, startServer } from './startServer';

/**
 * A management cluster as the portal hosts it: the real connection to an API server in memory. Its time stands still, so
 * that nothing happens there but what a test does; the servers of kubeconfigs are not reached.
 */
export class FakeManagementCluster extends HostedManagementCluster {
  /** How the server of every uploaded kubeconfig answers. */
  check: KubeconfigCheck = { ok: true, serverVersion: 'v1.30.0' };
  /** The API server of every DPU cluster. */
  readonly tenant = new FakeTenant();
  /** Called after each write of the portal that took effect; a throw is the end of the portal's process. */
  afterWrite?: (
    verb: 'create' | 'patch' | 'delete',
    resource: { plural: string },
  ) => void;
  readonly #stopped = new AbortController();
  #running?: Promise<void>;

  /** Starts one that is watched already. */
  static async start(
    settings: ManagementClusterSettings,
  ): Promise<FakeManagementCluster> {
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const server = await startServer();
    const fake = new FakeManagementCluster(server, settings, logger);
    void fake.run(new AbortController().signal);
    await fake.synced();
    return fake;
  }

  /** What watches the server is started by `run`. */
  constructor(
    readonly server: FakeApiServer,
    settings: ManagementClusterSettings,
    logger: LoggerService,
    readonly time = new FakeClock(Date.parse(NOW)),
  ) {
    super({
      settings: {
        ...settings,
        kubeConfig: server.kubeConfig(),
        tenantAccess: { mode: 'direct', allowedCidrs: ['192.0.2.0/24'] },
      },
      managers: [],
      metrics: metricsServiceMock.mock(),
      clock: time,
      logger,
      startReconcilers: () => new FakeReconcilerChild(),
    });
    this.#endAfterWrites();
  }

  override async checkKubeconfig(): Promise<KubeconfigCheck> {
    return this.check;
  }

  override async openTenant(): Promise<OpenTenant> {
    return this.tenant.open();
  }

  override run(signal: AbortSignal): Promise<void> {
    this.#running = super.run(AbortSignal.any([signal, this.#stopped.signal]));
    return this.#running;
  }

  /** Resolves when all there is has been seen. */
  synced(): Promise<void> {
    const { connection } = this;
    return eventually(() => connection.synced && connection.vendor.settled);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    await this.server.stop();
  }

  /** Lets time go on until what was refused or cut has been asked for again, and the portal has seen what it waits for. */
  async retried(isSeen: () => boolean): Promise<void> {
    while (!isSeen()) {
      await this.time.advance(1_000);
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  /** Stops the server; resolves when the portal has noticed. */
  async leave(): Promise<void> {
    await this.server.stop();
    await this.connection.client.raw('GET', '/readyz').catch(() => {});
  }

  /** Everything there is of a resource, as it is stored. */
  all<T extends KubeObject>(plural: string): T[] {
    const { objects } = this.server;
    return objects
      .keys()
      .map(key => key.split('/'))
      .filter(([stored]) => stored.split('.')[0] === plural)
      .map(([stored, namespace, name]) => objects.get(stored, namespace, name))
      .map(object => object as KubeObject as T);
  }

  /** Makes a cluster as another client would; resolves when the watch has seen it. */
  async add(
    name: string,
    overrides: {
      namespace?: string;
      group?: DpuClusterApi['group'];
      creationTimestamp?: string;
      annotations?: Record<string, string>;
      labels?: Record<string, string>;
      spec?: Partial<DpuCluster['spec']>;
      status?: DpuCluster['status'];
      /** False: the watch misses it. */
      seen?: boolean;
    } = {},
  ): Promise<DpuCluster> {
    const {
      group = DPU_CLUSTER_GROUPS.released,
      namespace = 'dpf-clusters',
      seen = true,
    } = overrides;
    const cluster: DpuCluster = {
      apiVersion: `${group}/v1alpha1`,
      kind: 'DPUCluster',
      metadata: {
        name,
        // Left out, the server sets it.
        ...(overrides.creationTimestamp && {
          creationTimestamp: overrides.creationTimestamp,
        }),
        annotations: overrides.annotations,
        labels: overrides.labels,
      },
      spec: { type: 'kamaji', ...overrides.spec },
      status: overrides.status,
    };
    const { objects, unwatched } = this.server;
    if (!seen) {
      unwatched.add('dpuclusters');
    }
    const { metadata } = objects.create(
      `dpuclusters.${group}`,
      namespace,
      cluster,
    );
    unwatched.delete('dpuclusters');
    const made = { ...cluster, metadata };
    if (seen) {
      await this.#seen(made);
    }
    return made;
  }

  /** Changes a cluster as another client would; resolves when the watch has seen it. */
  async change(
    cluster: DpuCluster,
    patch: {
      /** `null` removes one. */
      metadata?: { annotations?: Record<string, string | null> };
      spec?: { kubeconfig?: string | null; maxNodes?: number };
      status?: DpuCluster['status'];
    },
  ): Promise<void> {
    const { namespace = '', name } = cluster.metadata;
    const { metadata } = this.server.objects.patch(
      `dpuclusters.${groupOf(cluster)}`,
      { namespace, name, status: patch.status !== undefined },
      patch,
    );
    await this.#seen({ ...cluster, metadata });
  }

  /** Deletes a cluster as another client would; resolves when the watch has seen it. */
  async remove(cluster: DpuCluster): Promise<void> {
    const { namespace = '', name, uid = '' } = cluster.metadata;
    this.server.objects.delete(
      `dpuclusters.${groupOf(cluster)}`,
      namespace,
      name,
    );
    await eventually(() => this.connection.clusterByUid(uid) === undefined);
  }

  /** Assigns a DPU to a cluster; resolves when the watch has seen it. */
  async addDpu(cluster: DpuCluster, name: string): Promise<void> {
    const { namespace = '', name: clusterName } = cluster.metadata;
    const dpu = {
      metadata: { name },
      spec: { cluster: { namespace, name: clusterName } },
    };
    this.server.objects.create(`dpus.${groupOf(cluster)}`, namespace, dpu);
    await eventually(
      () =>
        this.connection.stores
          .dpusOf(cluster)
          ?.some(({ metadata }) => metadata.name === name) ?? false,
    );
  }

  /** Makes the control plane of a cluster; resolves when the watch has seen it. */
  async addControlPlane(
    { metadata }: DpuCluster,
    controlPlane: Pick<TenantControlPlane, 'spec' | 'status'>,
  ): Promise<void> {
    const { namespace = '', name, uid = '' } = metadata;
    const made: TenantControlPlane = {
      metadata: {
        name,
        ownerReferences: [
          {
            apiVersion: `${DPU_CLUSTER_GROUPS.released}/v1alpha1`,
            kind: 'DPUCluster',
            name,
            uid,
          },
        ],
      },
      ...controlPlane,
    };
    this.server.objects.create('tenantcontrolplanes', namespace, made);
    const { stores } = this.connection;
    await eventually(
      () => stores.tenantControlPlanes?.get({ namespace, name }) !== undefined,
    );
  }

  /** Resolves when the watch has seen the cluster as it is. */
  async #seen({ metadata }: DpuCluster): Promise<void> {
    const { uid = '', resourceVersion } = metadata;
    await eventually(
      () =>
        this.connection.clusterByUid(uid)?.metadata.resourceVersion ===
        resourceVersion,
    );
  }

  /** No API server can end the portal's process between its answer and the next line, so the client does. */
  #endAfterWrites(): void {
    const { client } = this.connection;
    const create = client.create.bind(client);
    const mergePatch = client.mergePatch.bind(client);
    const remove = client.delete.bind(client);
    jest
      .spyOn(client, 'create')
      .mockImplementation(async (resource, object, options) => {
        const answer = await create(resource, object, options);
        if (!options?.dryRun) {
          this.afterWrite?.('create', resource);
        }
        return answer;
      });
    jest
      .spyOn(client, 'mergePatch')
      .mockImplementation(async (resource, ref, patch, options) => {
        const answer = await mergePatch(resource, ref, patch, options);
        this.afterWrite?.('patch', resource);
        return answer;
      });
    jest
      .spyOn(client, 'delete')
      .mockImplementation(async (resource, ref, options) => {
        await remove(resource, ref, options);
        if (!options?.dryRun) {
          this.afterWrite?.('delete', resource);
        }
      });
  }
}
