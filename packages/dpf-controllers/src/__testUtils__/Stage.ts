import { ControllerRole, DpuCluster, RoleMode } from '@dpf-portal/dpf-model';
import { ManagementClusterConnection } from '@dpf-portal/dpf-world';
import {
  AnyObject,
  CONTROL_PLANE_NODE,
  FakeApiServer,
} from '@dpf-portal/dpf-world/testing';
import {
  TestAuthority,
  TestProxy,
  TestTenant,
} from '@dpf-portal/test-support/tenants';
import { DpfControllers } from '../controllers/DpfControllers';

const ALL_AUTO: Record<ControllerRole, RoleMode> = {
  kamaji: 'auto',
  static: 'auto',
  provisioning: 'auto',
};

/** A management cluster with a Kamaji that answers at once, one tenant behind a proxy, and this project's controllers. */
export class Stage {
  readonly connection: ManagementClusterConnection;
  readonly controllers: DpfControllers;
  /** What Kamaji says of new control planes. */
  kamajiStatus = 'Ready';
  /** How many nodes run the pods of new DaemonSets. */
  keepalivedNodes = 2;
  readonly #stop = new AbortController();
  readonly #stopControllers = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #controlling: Promise<unknown> = Promise.resolve();

  static async create(
    options: { roles?: Partial<Record<ControllerRole, RoleMode>> } = {},
  ): Promise<Stage> {
    const authority = await TestAuthority.create();
    const tenant = await TestTenant.start(authority, {
      ips: ['10.66.66.66', '10.66.66.67', '10.20.0.10'],
    });
    const proxy = await TestProxy.start(() => tenant.port);
    const api = await FakeApiServer.start();
    return new Stage(api, tenant, proxy, options.roles ?? ALL_AUTO);
  }

  private constructor(
    readonly api: FakeApiServer,
    readonly tenant: TestTenant,
    readonly proxy: TestProxy,
    roles: Partial<Record<ControllerRole, RoleMode>>,
  ) {
    this.connection = ManagementClusterConnection.create({
      name: 'mc',
      kubeConfig: api.kubeConfig(),
      tenantAccess: { mode: 'proxy', proxyUrl: proxy.url },
    });
    this.controllers = new DpfControllers({
      connection: this.connection,
      roles,
      identity: 'test',
    });
    api.objects.create('nodes', '', CONTROL_PLANE_NODE);
    api.objects.onEvent(({ type, plural, object }) => {
      if (type !== 'ADDED') {
        return;
      }
      // After the server has sent the object itself to all watches.
      if (plural === 'tenantcontrolplanes') {
        setImmediate(() => this.#playKamaji(object));
      } else if (plural === 'daemonsets') {
        setImmediate(() => this.#playKubelets(object));
      }
    });
  }

  /** Starts watching and reconciling. */
  async watch(): Promise<void> {
    this.#running = this.connection.run(this.#stop.signal);
    this.#controlling = this.controllers.run(this.#stopControllers.signal);
    await this.connection.whenSynced({ timeoutMs: 10_000 });
  }

  /** Starts watching and reconciling; resolves when the roles are held. */
  async start(): Promise<void> {
    await this.watch();
    const wanted = this.controllers
      .roleStatus()
      .filter(({ role, mode }) => mode !== 'disabled' && this.#mayBeHeld(role));
    while (
      wanted.some(({ role }) =>
        this.controllers
          .roleStatus()
          .some(status => status.role === role && status.runBy !== 'portal'),
      )
    ) {
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  #mayBeHeld(role: ControllerRole): boolean {
    return this.connection.vendorRole(role).deployment === 'absent';
  }

  /** Stops the controllers only: they release their Leases. */
  async stopControllers(): Promise<void> {
    this.#stopControllers.abort();
    await this.#controlling;
  }

  async stop(): Promise<void> {
    await this.stopControllers();
    this.#stop.abort();
    await this.#running;
    await this.api.stop();
    await this.proxy.stop();
    await this.tenant.stop();
  }

  create(cluster: DpuCluster): AnyObject {
    const [group] = (cluster.apiVersion ?? '').split('/');
    return this.api.objects.create(
      `dpuclusters.${group}`,
      cluster.metadata.namespace ?? '',
      { ...cluster, status: { phase: 'Pending' } } as DpuCluster,
    );
  }

  delete(cluster: DpuCluster): void {
    const [group] = (cluster.apiVersion ?? '').split('/');
    const { namespace = '', name } = cluster.metadata;
    this.api.objects.delete(`dpuclusters.${group}`, namespace, name);
  }

  createSecret(namespace: string, name: string, data: Record<string, string>) {
    this.api.objects.create('secrets', namespace, {
      metadata: { name, namespace },
      ...{ data: encoded(data) },
    });
  }

  /** Resolves with the first state of the cluster that is right. */
  until(
    name: string,
    isRight: (cluster: DpuCluster | undefined) => boolean,
  ): Promise<DpuCluster | undefined> {
    return new Promise(resolve => {
      const stop = new AbortController();
      const look = () => {
        const cluster = this.connection
          .clusters()
          .find(({ metadata }) => metadata.name === name);
        if (isRight(cluster)) {
          stop.abort();
          resolve(cluster);
        }
      };
      const unsubscribe = this.connection.onChange(() => queueMicrotask(look));
      stop.signal.addEventListener('abort', unsubscribe);
      look();
    });
  }

  untilPhase(name: string, phase: string): Promise<DpuCluster | undefined> {
    return this.until(name, cluster => cluster?.status?.phase === phase);
  }

  #playKamaji(tcp: AnyObject): void {
    const { namespace = '', name, uid = '' } = tcp.metadata;
    const { networkProfile } = tcp.spec as {
      networkProfile: { address: string; port: number };
    };
    const server = `https://${networkProfile.address}:${networkProfile.port}`;
    const kubeconfig = this.tenant.kubeconfig(server);
    this.api.objects.create('secrets', namespace, {
      metadata: {
        name: `${name}-admin-kubeconfig`,
        namespace,
        ownerReferences: [
          {
            apiVersion: tcp.apiVersion ?? '',
            kind: 'TenantControlPlane',
            name,
            uid,
          },
        ],
      },
      ...{
        data: encoded({
          'admin.conf': kubeconfig,
          'super-admin.conf': kubeconfig,
        }),
      },
    });
    this.api.objects.patch(
      'tenantcontrolplanes',
      { namespace, name, status: true },
      {
        status: {
          kubernetesResources: { version: { status: this.kamajiStatus } },
          kubeconfig: { admin: { secretName: `${name}-admin-kubeconfig` } },
        },
      },
    );
  }

  #playKubelets(daemonSet: AnyObject): void {
    const { namespace = '', name } = daemonSet.metadata;
    this.api.objects.patch(
      'daemonsets',
      { namespace, name, status: true },
      {
        status: {
          observedGeneration: 1,
          desiredNumberScheduled: this.keepalivedNodes,
          numberReady: this.keepalivedNodes,
        },
      },
    );
  }
}

function encoded(data: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]),
  );
}
