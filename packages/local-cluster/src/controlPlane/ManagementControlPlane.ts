import { stringify } from 'yaml';
import { KubeObject, ResourceType } from '@dpf-portal/kube-controller';
import fs from 'node:fs/promises';
import { Binaries } from '../binaries';
import { CertificateAuthority } from '../pki/CertificateAuthority';
import { PkiStore } from '../pki/PkiStore';
import { ManagedProcess } from '../process/ManagedProcess';
import { Reaper } from '../process/Reaper';
import { findFreePort } from '../process/findFreePort';
import { Ports } from '../state/PortBook';
import { StateDirectory } from '../state/StateDirectory';
import { EtcdGateway, EtcdGatewayOptions } from './EtcdGateway';
import { EtcdPki } from './EtcdPki';
import { EtcdSpace } from './EtcdSpace';
import { managementServer } from './issueKubeconfig';
import { startApiServer } from './startApiServer';
import { startControllerManager } from './startControllerManager';
import { startEtcd } from './startEtcd';
import { waitForProcess } from './waitForProcess';

/** Level Metadata for everything, because bodies contain keys. One line per request, when it is answered. */
export function auditPolicy(): string {
  return stringify({
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [{ level: 'Metadata' }],
  });
}

/** The controllers that the stand-ins do not simulate. Others would conflict with the stand-ins. */
const CONTROLLERS = [
  'garbage-collector-controller',
  'namespace-controller',
  'serviceaccount-controller',
  'resourcequota-controller',
];

export interface ManagementControlPlaneOptions {
  state: StateDirectory;
  ports: Ports;
  binaries: Binaries;
  pki: PkiStore;
  etcdPki: EtcdPki;
  reaper: Reaper;
  nodePorts?: string;
}

/** etcd, kube-apiserver and kube-controller-manager of the management cluster. */
export class ManagementControlPlane {
  readonly #options: ManagementControlPlaneOptions;
  #authority: CertificateAuthority | undefined;
  #etcd: ManagedProcess | undefined;
  #apiServer: ManagedProcess | undefined;
  #controllerManager: ManagedProcess | undefined;
  #controllersKubeconfig = '';

  constructor(options: ManagementControlPlaneOptions) {
    this.#options = options;
  }

  get server(): string {
    return managementServer(this.#options.ports);
  }

  /** The running processes in the order of their dependencies. */
  get processes(): readonly ManagedProcess[] {
    return [this.#etcd, this.#apiServer, this.#controllerManager].filter(
      child => child !== undefined,
    );
  }

  /** Starts etcd and the API server. Resolves when `/readyz` answers. */
  async start(): Promise<void> {
    const { state, pki } = this.#options;
    this.#authority = await pki.authority('kubernetes-ca');
    await fs.writeFile(state.auditPolicy, auditPolicy());
    this.#startEtcd();
    await this.#startApiServer();
  }

  /**
   * Kills controller-manager, API server and etcd, and starts them again. Resolves when all answer. Calls `whileDown`
   * with etcd's directory while none of them runs.
   */
  async restart(
    whileDown?: (etcdDirectory: string) => Promise<void>,
  ): Promise<void> {
    await this.#controllerManager?.kill();
    await this.#apiServer?.kill();
    await this.#etcd?.kill();
    await whileDown?.(this.#options.state.etcd);
    this.#startEtcd();
    await this.#startApiServer();
    await this.startControllers(this.#controllersKubeconfig);
  }

  /** Controls etcd's space alarm, for tests. */
  get etcdSpace(): EtcdSpace {
    return new EtcdSpace(this.#etcdAccess());
  }

  /** Writes a custom resource directly to etcd, because the API server would assign a new uid. */
  async restore(
    { group, plural }: ResourceType,
    object: KubeObject,
  ): Promise<void> {
    const { namespace, name } = object.metadata;
    const path = [group, plural, namespace, name].filter(Boolean).join('/');
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    await new EtcdGateway(this.#etcdAccess()).post('/v3/kv/put', {
      key: base64(`/registry/${path}`),
      value: base64(JSON.stringify(object)),
    });
  }

  #etcdAccess(): EtcdGatewayOptions {
    const { ports, etcdPki } = this.#options;
    return {
      port: ports.etcd,
      caCertificate: etcdPki.authority.credentials.certificate,
      client: etcdPki.client,
    };
  }

  #startEtcd(): void {
    const { state, ports, binaries, etcdPki, reaper } = this.#options;
    this.#etcd = startEtcd({
      binary: binaries.etcd,
      name: 'etcd',
      dataDirectory: state.etcd,
      port: ports.etcd,
      peerPort: ports.etcdPeer,
      caFile: etcdPki.caFile,
      server: etcdPki.server,
      logFile: state.logFile('etcd'),
      reaper,
    });
  }

  async #startApiServer(): Promise<void> {
    const { state, ports, binaries, pki, etcdPki, reaper } = this.#options;
    const authority = this.#authorityOrThrow();
    const serving = await pki.leaf('apiserver', authority, {
      usage: 'server',
      commonName: 'kube-apiserver',
      ips: ['127.0.0.1'],
      dnsNames: ['localhost', 'kubernetes.default.svc'],
    });
    const serviceAccountKeys = await pki.keyPair('service-account');
    this.#apiServer = startApiServer({
      binary: binaries['kube-apiserver'],
      name: 'kube-apiserver',
      port: ports.apiServer,
      etcdPort: ports.etcd,
      etcd: etcdPki,
      clientCaFile: pki.filesOf('kubernetes-ca').certificateFile,
      serving,
      serviceAccountKeys,
      serviceClusterIpRange: '10.255.0.0/16',
      nodePorts: this.#options.nodePorts,
      audit: { policyFile: state.auditPolicy, logFile: state.auditLog },
      logFile: state.logFile('kube-apiserver'),
      reaper,
    });
    await waitForProcess(this.#apiServer, {
      port: ports.apiServer,
      path: '/readyz',
      ca: authority.credentials.certificate,
    });
  }

  /**
   * Starts the controller-manager. Resolves when it is healthy. CRDs should exist before, because its garbage collector
   * discovers later ones only after half a minute.
   */
  async startControllers(kubeconfigFile: string): Promise<void> {
    this.#controllersKubeconfig = kubeconfigFile;
    const { state, binaries, reaper } = this.#options;
    const port = await findFreePort();
    this.#controllerManager = startControllerManager({
      binary: binaries['kube-controller-manager'],
      kubeconfigFile,
      controllers: CONTROLLERS,
      port,
      logFile: state.logFile('kube-controller-manager'),
      reaper,
    });
    await waitForProcess(this.#controllerManager, { port, path: '/healthz' });
  }

  #authorityOrThrow(): CertificateAuthority {
    if (!this.#authority) {
      throw new Error('The local cluster has not been started');
    }
    return this.#authority;
  }

  /** Controller-manager, API server, etcd, in this order. */
  async stop(): Promise<void> {
    await this.#controllerManager?.stop();
    await this.#apiServer?.stop();
    await this.#etcd?.stop();
  }
}
