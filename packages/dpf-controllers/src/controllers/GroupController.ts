import { DpuCluster } from '@dpf-portal/dpf-model';
import {
  Clock,
  Controller,
  Logger,
  MetricsRegistry,
  ServerGate,
  WorkQueue,
  objectKey,
} from '@dpf-portal/kube-controller';
import { DpuClusterReconciler } from '../reconcile/DpuClusterReconciler';

const CONCURRENCY = 16;
// The cause of most failures ends without an event.
const LONGEST_BACKOFF_MS = 30_000;

/** The queue and the reconciler of one API group. */
export class GroupController {
  readonly group: string;
  readonly #reconciler: DpuClusterReconciler;
  readonly #controller: Controller;
  readonly #inFlight = new Set<Promise<unknown>>();

  constructor(options: {
    group: string;
    reconciler: DpuClusterReconciler;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    metrics: MetricsRegistry;
  }) {
    this.group = options.group;
    this.#reconciler = options.reconciler;
    this.#controller = new Controller({
      name: options.group,
      concurrency: CONCURRENCY,
      queue: new WorkQueue({
        clock: options.clock,
        name: options.group,
        metrics: options.metrics,
        maxDelayMs: LONGEST_BACKOFF_MS,
      }),
      serverGate: options.serverGate,
      clock: options.clock,
      logger: options.logger,
      metrics: options.metrics,
      reconcile: (key, { logger }) =>
        this.#track(this.#reconciler.reconcile(key, { logger })),
    });
  }

  enqueue(cluster: DpuCluster): void {
    this.#controller.enqueue(objectKey(cluster));
  }

  forget(cluster: DpuCluster): void {
    this.#reconciler.forget(cluster);
  }

  /** Resolves when the reconciles that are running now have ended. */
  async drained(): Promise<void> {
    await Promise.allSettled([...this.#inFlight]);
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#controller.run(signal);
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#inFlight.add(work);
    const done = () => this.#inFlight.delete(work);
    work.then(done, done);
    return work;
  }
}
