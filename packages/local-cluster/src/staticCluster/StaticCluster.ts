import { Binaries } from '../binaries';
import { EtcdPki } from '../controlPlane/EtcdPki';
import { startApiServer } from '../controlPlane/startApiServer';
import { startControllerManager } from '../controlPlane/startControllerManager';
import { waitForProcess } from '../controlPlane/waitForProcess';
import { bootstrapCluster } from '../kubeadm/bootstrapCluster';
import { ProxiedCluster } from '../kubeadm/ProxiedCluster';
import { LightTenant } from '../light/LightTenant';
import { CertificateAuthority } from '../pki/CertificateAuthority';
import { PkiStore } from '../pki/PkiStore';
import { renderKubeconfig } from '../pki/renderKubeconfig';
import { findFreePort } from '../process/findFreePort';
import { ManagedProcess } from '../process/ManagedProcess';
import { Reaper } from '../process/Reaper';
import { Ports } from '../state/PortBook';
import { StateDirectory } from '../state/StateDirectory';

/** The address of the built-in static cluster, reachable only through the proxy. */
export const STATIC_CLUSTER = { address: '10.20.0.10', port: 6443 } as const;

export interface StaticClusterOptions {
  state: StateDirectory;
  ports: Ports;
  pki: PkiStore;
  etcdPki: EtcdPki;
  /** Unused by a light cluster, which runs in this process. */
  binaries: Pick<Binaries, 'kube-apiserver' | 'kube-controller-manager'>;
  light: boolean;
  version: string;
  reaper: Reaper;
}

/**
 * Without it, a deleted Namespace stays Terminating. In a Kamaji tenant none runs: when the portal removes its Namespace
 * there, the whole tenant is about to be deleted.
 */
const CONTROLLERS = ['namespace-controller'];

const USER = { name: 'kubernetes-admin', group: 'system:masters' };

/** An existing cluster to register by its kubeconfig: a separate API server. */
export class StaticCluster {
  readonly #options: StaticClusterOptions;
  #process: ManagedProcess | undefined;
  #controllerManager: ManagedProcess | undefined;
  #light: LightTenant | undefined;
  #authority: CertificateAuthority | undefined;

  constructor(options: StaticClusterOptions) {
    this.#options = options;
  }

  get server(): string {
    return `https://${STATIC_CLUSTER.address}:${STATIC_CLUSTER.port}`;
  }

  /** The port on 127.0.0.1 behind the address while the cluster runs. */
  get port(): number | undefined {
    if (this.#light) {
      return this.#light.port;
    }
    return this.#process && !this.#process.hasExited
      ? this.#options.ports.staticCluster
      : undefined;
  }

  /** The tenant of a light cluster. */
  get light(): LightTenant | undefined {
    return this.#light;
  }

  get processes(): readonly ManagedProcess[] {
    return this.#process ? [this.#process] : [];
  }

  /** Resolves when the cluster answers. */
  async start(): Promise<void> {
    const { pki, light } = this.#options;
    const authority = await pki.authority('static-cluster-ca');
    this.#authority = authority;
    const serving = await pki.leaf('static-cluster-server', authority, {
      usage: 'server',
      commonName: 'kube-apiserver',
      ips: [STATIC_CLUSTER.address, '127.0.0.1'],
      dnsNames: ['localhost', 'kubernetes.default.svc'],
    });
    if (light) {
      this.#light = new LightTenant({
        serving,
        caCertificate: authority.credentials.certificate,
        organization: USER.group,
        version: this.#options.version,
      });
      await this.#light.listen();
      return;
    }
    const { state, ports, etcdPki, binaries, reaper } = this.#options;
    this.#process = startApiServer({
      binary: binaries['kube-apiserver'],
      name: 'static-cluster',
      port: ports.staticCluster,
      etcdPort: ports.dataStore,
      etcdPrefix: '/static-cluster',
      etcd: etcdPki,
      clientCaFile: pki.filesOf('static-cluster-ca').certificateFile,
      serving,
      serviceAccountKeys: await pki.keyPair('static-cluster-service-account'),
      serviceClusterIpRange: '10.97.0.0/16',
      joinable: true,
      logFile: state.logFile('static-cluster'),
      reaper,
    });
    await waitForProcess(this.#process, {
      port: ports.staticCluster,
      path: '/readyz',
      ca: authority.credentials.certificate,
    });
  }

  /** Creates the objects that kubeadm would create. The proxy must already route to the cluster. */
  async bootstrap(proxyUrl: string): Promise<void> {
    if (this.#light) {
      return;
    }
    const cluster = ProxiedCluster.fromKubeconfig(await this.kubeconfig(), {
      proxyUrl,
    });
    try {
      await bootstrapCluster(cluster);
    } finally {
      cluster.close();
    }
    await this.#startControllers();
  }

  /** Does not wait until it is healthy: nothing else needs it. */
  async #startControllers(): Promise<void> {
    const { state, ports, binaries, reaper } = this.#options;
    const kubeconfigFile = state.kubeconfigFile('static-cluster-controllers');
    await state.writeSecret(
      kubeconfigFile,
      await this.#kubeconfigTo(`https://127.0.0.1:${ports.staticCluster}`),
    );
    this.#controllerManager = startControllerManager({
      binary: binaries['kube-controller-manager'],
      kubeconfigFile,
      controllers: CONTROLLERS,
      port: await findFreePort(),
      logFile: state.logFile('static-cluster-controller-manager'),
      reaper,
    });
  }

  /** Returns the admin kubeconfig: one cluster, one user, everything inline. Call it after `start`. */
  async kubeconfig(): Promise<string> {
    return this.#kubeconfigTo(this.server);
  }

  async #kubeconfigTo(server: string): Promise<string> {
    const authority = this.#authority;
    if (!authority) {
      throw new Error('The static cluster has not been started');
    }
    return renderKubeconfig({
      clusterName: 'static-cluster',
      server,
      caCertificate: authority.credentials.certificate,
      user: USER.name,
      credentials: await this.#options.pki.leaf(
        'static-cluster-admin',
        authority,
        {
          usage: 'client',
          commonName: USER.name,
          organizations: [USER.group],
        },
      ),
    });
  }

  async stop(): Promise<void> {
    this.#light?.close();
    await this.#controllerManager?.stop();
    await this.#process?.stop();
  }
}
