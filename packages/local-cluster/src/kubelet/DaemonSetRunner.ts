import {
  Controller,
  CORE_RESOURCES,
  Informer,
  isNotFound,
  KubeClient,
  Logger,
  objectKey,
} from '@dpf-portal/kube-controller';
import { daemonSetStatus } from './daemonSetStatus';
import { FailedCreate } from './FailedCreate';
import { DaemonSet, DaemonSetStatus, KubeNode } from './workloads';

export interface DaemonSetRunnerOptions {
  client: KubeClient;
  failedCreate: FailedCreate;
  nodes: Informer<KubeNode>;
  logger: Logger;
}

/** Writes the status of every DaemonSet as if its pods ran. No pods actually run. */
export class DaemonSetRunner {
  readonly #options: DaemonSetRunnerOptions;
  readonly #informer: Informer<DaemonSet>;
  readonly #controller: Controller;

  constructor(options: DaemonSetRunnerOptions) {
    this.#options = options;
    const { client, logger } = options;
    this.#informer = new Informer<DaemonSet>({
      client,
      resource: CORE_RESOURCES.daemonSets,
      logger,
    });
    this.#controller = new Controller({
      name: 'kubelet-daemonsets',
      reconcile: key => this.#reconcile(key),
      logger,
    });
    const enqueue = (daemonSet: DaemonSet) =>
      this.#controller.enqueue(objectKey(daemonSet));
    this.#informer.addHandler({ added: enqueue, updated: enqueue });
  }

  /** Reconciles every DaemonSet again after a change of the nodes. */
  resync(): void {
    this.#informer.store.keys().forEach(key => this.#controller.enqueue(key));
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.#options.nodes.whenSynced({ signal });
    await Promise.all([
      this.#informer.run(signal),
      this.#controller.run(signal),
    ]);
  }

  async #reconcile(key: string): Promise<void> {
    const daemonSet = this.#informer.store.get(key);
    if (!daemonSet || daemonSet.metadata.deletionTimestamp) {
      return;
    }
    const { client, failedCreate, nodes } = this.#options;
    const failure = failedCreate.messageFor(daemonSet);
    if (failure) {
      await failedCreate.report(daemonSet, failure);
    }
    const status = daemonSetStatus(
      daemonSet,
      nodes.store.list(),
      Boolean(failure),
    );
    if (isSame(status, daemonSet.status)) {
      return;
    }
    try {
      const written = await client.mergePatch<DaemonSet>(
        CORE_RESOURCES.daemonSets,
        daemonSet.metadata,
        { metadata: { uid: daemonSet.metadata.uid }, status },
        { subresource: 'status' },
      );
      this.#informer.overlay(written);
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
    }
  }
}

function isSame(
  wanted: Required<DaemonSetStatus>,
  live: DaemonSetStatus = {},
): boolean {
  return (Object.keys(wanted) as Array<keyof DaemonSetStatus>).every(
    key => wanted[key] === (live[key] ?? 0),
  );
}
