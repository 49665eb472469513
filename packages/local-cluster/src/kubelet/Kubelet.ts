import {
  CORE_RESOURCES,
  Informer,
  KubeClient,
  KubeObject,
  Logger,
} from '@dpf-portal/kube-controller';
import { Reaper } from '../process/Reaper';
import { DaemonSetRunner } from './DaemonSetRunner';
import { DeploymentRunner, TenantDirectory } from './DeploymentRunner';
import { FailedCreate } from './FailedCreate';
import { NodeKeeper } from './NodeKeeper';

export interface KubeletOptions {
  client: KubeClient;
  binary: string;
  podsDirectory: string;
  logFileOf: (name: string) => string;
  proxyUrl: string;
  reaper: Reaper;
  logger: Logger;
}

/**
 * Simulates kubelets, scheduler and workload controllers of the management cluster: nodes are Ready,
 * DaemonSets count the nodes they match, and Deployments of tenant control planes run as processes.
 */
export class Kubelet {
  readonly #nodes: NodeKeeper;
  readonly #namespaces: Informer<KubeObject>;
  readonly #daemonSets: DaemonSetRunner;
  readonly #deployments: DeploymentRunner;

  constructor(options: KubeletOptions) {
    const { client, logger } = options;
    this.#nodes = new NodeKeeper(client, logger);
    this.#namespaces = new Informer<KubeObject>({
      client,
      resource: CORE_RESOURCES.namespaces,
      logger,
    });
    const failedCreate = new FailedCreate(client, this.#namespaces);
    this.#daemonSets = new DaemonSetRunner({
      client,
      failedCreate,
      nodes: this.#nodes.informer,
      logger,
    });
    this.#deployments = new DeploymentRunner({ ...options, failedCreate });
    this.#resyncOnChange();
  }

  get tenants(): TenantDirectory {
    return this.#deployments;
  }

  async createNodes(): Promise<void> {
    await this.#nodes.createNodes();
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#nodes.run(signal),
      this.#namespaces.run(signal),
      this.#daemonSets.run(signal),
      this.#deployments.run(signal),
    ]);
  }

  /** Stops the tenants. Call it after `run` has been aborted. */
  async stop(): Promise<void> {
    await this.#deployments.stop();
  }

  #resyncOnChange(): void {
    const nodes = () => this.#daemonSets.resync();
    this.#nodes.informer.addHandler({
      added: nodes,
      updated: nodes,
      deleted: nodes,
    });
    const all = () => {
      this.#daemonSets.resync();
      this.#deployments.resync();
    };
    this.#namespaces.addHandler({ updated: all });
  }
}
