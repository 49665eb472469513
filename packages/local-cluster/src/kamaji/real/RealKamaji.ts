import { KubeClient, KubeObject } from '@dpf-portal/kube-controller';
import fs from 'node:fs/promises';
import path from 'node:path';
import { EtcdPki } from '../../controlPlane/EtcdPki';
import { waitForProcess } from '../../controlPlane/waitForProcess';
import { applyManifests } from '../../manifests/applyDefinitions';
import { PkiStore } from '../../pki/PkiStore';
import { findFreePort, isPortFree } from '../../process/findFreePort';
import { ManagedProcess } from '../../process/ManagedProcess';
import { pollUntil } from '../../process/pollUntil';
import { Reaper } from '../../process/Reaper';
import { ClusterNetwork } from '../../proxy/ClusterNetwork';
import { Ports } from '../../state/PortBook';
import { StateDirectory } from '../../state/StateDirectory';
import { DATA_STORES } from '../TenantControlPlane';
import { enableEtcdAuth } from './enableEtcdAuth';
import {
  KAMAJI_NAMESPACE,
  WEBHOOK_PORT,
  dataStoreSecrets,
  etcdDataStore,
  kamajiNamespace,
  webhookConfigurations,
} from './kamajiManifests';

export interface RealKamajiOptions {
  binary: string;
  state: StateDirectory;
  ports: Ports;
  pki: PkiStore;
  etcdPki: EtcdPki;
  setup: KubeClient;
  network: ClusterNetwork;
  proxyUrl: string;
  kubeconfigFile: string;
  reaper: Reaper;
}

const WEBHOOK_HOST = `kamaji-webhook-service.${KAMAJI_NAMESPACE}.svc`;
const TIMEOUT_MS = 30_000;

/**
 * Runs the real Kamaji as a process. It reaches tenants by Service names through the proxy (which Go bypasses for
 * loopback addresses), and the API server calls its webhooks by URL.
 */
export class RealKamaji {
  readonly #options: RealKamajiOptions;
  #process: ManagedProcess | undefined;

  constructor(options: RealKamajiOptions) {
    this.#options = options;
  }

  get processes(): readonly ManagedProcess[] {
    return this.#process ? [this.#process] : [];
  }

  /** Resolves when DataStore `default` is ready and the webhooks are registered. */
  async start(): Promise<void> {
    const { setup, ports, etcdPki, network } = this.#options;
    if (!(await isPortFree(WEBHOOK_PORT))) {
      throw new Error(
        `Kamaji needs port ${WEBHOOK_PORT}, which is in use. Run one at a time, or each in its own network namespace`,
      );
    }
    const { authority, client: root } = etcdPki;
    await enableEtcdAuth({
      port: ports.dataStore,
      caCertificate: authority.credentials.certificate,
      client: root,
    });
    await applyManifests(setup, [kamajiNamespace()]);
    await applyManifests(setup, dataStoreSecrets(authority.credentials, root));
    network.addFixed(WEBHOOK_HOST, 443, () => WEBHOOK_PORT);
    const webhookCa = await this.#startProcess();
    await applyManifests(setup, [etcdDataStore(ports.dataStore)]);
    await applyManifests(setup, webhookConfigurations(webhookCa));
    await this.#untilDataStoreReady();
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** Starts Kamaji. Resolves with the authority of its webhook server when that answers. */
  async #startProcess(): Promise<string> {
    const { state, pki, binary, proxyUrl, kubeconfigFile, reaper } =
      this.#options;
    const authority = await pki.authority('kamaji-webhook-ca');
    const serving = await pki.leaf('kamaji-webhook', authority, {
      usage: 'server',
      commonName: 'kamaji-webhook',
      ips: ['127.0.0.1'],
      dnsNames: [WEBHOOK_HOST],
    });
    const certificates = path.join(
      state.kamaji,
      'k8s-webhook-server/serving-certs',
    );
    await fs.mkdir(certificates, { recursive: true, mode: 0o700 });
    const ca = authority.credentials.certificate;
    const caFile = path.join(certificates, 'ca.crt');
    await state.writeSecret(caFile, ca);
    await state.writeSecret(
      path.join(certificates, 'tls.crt'),
      serving.certificate,
    );
    await state.writeSecret(path.join(certificates, 'tls.key'), serving.key);
    const metrics = await findFreePort();
    const health = await findFreePort(new Set([metrics]));
    this.#process = ManagedProcess.start({
      name: 'kamaji',
      command: binary,
      args: [
        'manager',
        '--leader-elect=false',
        '--disable-telemetry',
        `--metrics-bind-address=127.0.0.1:${metrics}`,
        `--health-probe-bind-address=127.0.0.1:${health}`,
        `--tmp-directory=${path.join(state.kamaji, 'tmp')}`,
        `--webhook-ca-path=${caFile}`,
        '--datastore=default',
      ],
      env: {
        PATH: process.env.PATH,
        HOME: state.kamaji,
        TMPDIR: state.kamaji,
        HTTPS_PROXY: proxyUrl,
        KUBECONFIG: kubeconfigFile,
        POD_NAMESPACE: KAMAJI_NAMESPACE,
        SERVICE_ACCOUNT: 'kamaji',
      },
      logFile: state.logFile('kamaji'),
      reaper,
    });
    await waitForProcess(this.#process, {
      port: WEBHOOK_PORT,
      // Any response shows that it listens; controller-runtime has no handler for the root path.
      path: '/',
      ca,
      acceptAnyStatus: true,
    });
    return ca;
  }

  async #untilDataStoreReady(): Promise<void> {
    await pollUntil(
      'Kamaji finds its DataStore ready',
      async () => {
        const store = await this.#options.setup.get<
          KubeObject & { status?: { ready?: boolean } }
        >(DATA_STORES, { name: 'default' });
        return store.status?.ready || undefined;
      },
      { timeoutMs: TIMEOUT_MS },
    );
  }
}
