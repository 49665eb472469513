import { Informer, KubeClient, Logger } from '@dpf-portal/kube-controller';
import { EtcdPki } from '../controlPlane/EtcdPki';
import { DpuJoiner } from '../dpu/DpuJoiner';
import { DataStoreEtcd } from '../kamaji/DataStoreEtcd';
import { KamajiStandIn } from '../kamaji/KamajiStandIn';
import {
  TENANT_CONTROL_PLANES,
  TenantControlPlane,
} from '../kamaji/TenantControlPlane';
import { Kubelet } from '../kubelet/Kubelet';
import { TenantDirectory } from '../kubelet/DeploymentRunner';
import { LightKamaji } from '../light/LightKamaji';
import { LightTenant } from '../light/LightTenant';
import { CertificateAuthority } from '../pki/CertificateAuthority';
import { Reaper } from '../process/Reaper';
import { ClusterNetwork, endpointIndexers } from '../proxy/ClusterNetwork';
import { ConnectProxy } from '../proxy/ConnectProxy';
import { Ports, proxyUrlOf } from '../state/PortBook';
import { StateDirectory } from '../state/StateDirectory';

export interface StandInsOptions {
  clientFor: (name: string) => KubeClient;
  state: StateDirectory;
  ports: Ports;
  etcdPki: EtcdPki;
  apiServerBinary: string;
  controllerManagerBinary: string;
  /** Signs for light tenants. If set, tenants are light. */
  lightAuthority?: CertificateAuthority;
  /** The real Kamaji runs, so its stand-in does not. */
  realKamaji: boolean;
  kamajiDelayMs?: number;
  reaper: Reaper;
  logger: Logger;
}

/** Simulates the parts of a data centre: kubelets, Kamaji and the network. */
export class StandIns {
  readonly network: ClusterNetwork;
  readonly proxyUrl: string;
  readonly dpus: DpuJoiner;
  readonly #options: StandInsOptions;
  readonly #tenants: Informer<TenantControlPlane>;
  readonly #kubelet: Kubelet;
  readonly #light: LightKamaji | undefined;
  readonly #kamaji: KamajiStandIn | undefined;
  readonly #proxy: ConnectProxy;
  readonly #abort = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: StandInsOptions) {
    this.#options = options;
    const { clientFor, state, ports, logger, reaper } = options;
    this.proxyUrl = proxyUrlOf(ports);
    this.#tenants = new Informer<TenantControlPlane>({
      client: clientFor('local-cluster:kamaji'),
      resource: TENANT_CONTROL_PLANES,
      indexers: endpointIndexers,
      logger,
    });
    this.#kubelet = new Kubelet({
      client: clientFor('local-cluster:kubelet'),
      binary: options.apiServerBinary,
      podsDirectory: state.pods,
      logFileOf: name => state.logFile(name),
      proxyUrl: this.proxyUrl,
      reaper,
      logger,
    });
    this.dpus = new DpuJoiner({
      ...options,
      management: clientFor('local-cluster:kubelet'),
      proxyUrl: this.proxyUrl,
    });
    this.#light = this.#createLight();
    this.#kamaji =
      this.#light || options.realKamaji ? undefined : this.#createKamaji();
    const directories: TenantDirectory[] = [
      this.#kubelet.tenants,
      ...(this.#light ? [this.#light] : []),
    ];
    this.network = new ClusterNetwork(this.#tenants.store, () => directories);
    this.#proxy = new ConnectProxy((host, port) =>
      this.network.route(host, port),
    );
  }

  /** Returns a running light tenant. */
  lightTenant(namespace: string, name: string): LightTenant | undefined {
    return this.#light?.tenant(namespace, name);
  }

  /** Starts the proxy, creates the nodes and runs the stand-ins. */
  async start(): Promise<void> {
    const { signal } = this.#abort;
    await this.#proxy.listen(this.#options.ports.proxy);
    await this.#kubelet.createNodes();
    this.#running = Promise.all([
      this.#tenants.run(signal),
      this.#kubelet.run(signal),
      this.#kamaji?.run(signal),
      this.#light?.run(signal),
    ]);
    await this.#tenants.whenSynced({ signal });
  }

  /** Stops the stand-ins, then the tenants. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
    await Promise.all([this.#kubelet.stop(), this.#light?.stop()]);
    await this.#proxy.close();
  }

  #createLight(): LightKamaji | undefined {
    const { lightAuthority, clientFor, logger } = this.#options;
    return lightAuthority
      ? new LightKamaji({
          client: clientFor('local-cluster:kamaji'),
          tenants: this.#tenants,
          authority: lightAuthority,
          logger,
        })
      : undefined;
  }

  #createKamaji(): KamajiStandIn {
    const { clientFor, ports, etcdPki, kamajiDelayMs, logger } = this.#options;
    const caCertificate = etcdPki.authority.credentials.certificate;
    return new KamajiStandIn({
      client: clientFor('local-cluster:kamaji'),
      tenants: this.#tenants,
      dataStore: {
        endpoint: `https://127.0.0.1:${ports.dataStore}`,
        caCertificate,
        client: etcdPki.client,
      },
      etcd: new DataStoreEtcd({
        port: ports.dataStore,
        caCertificate,
        client: etcdPki.client,
      }),
      proxyUrl: this.proxyUrl,
      delayMs: kamajiDelayMs,
      logger,
    });
  }
}
