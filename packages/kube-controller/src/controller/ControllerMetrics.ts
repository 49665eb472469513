import { Counter, Gauge, Histogram, MetricsRegistry } from '../metrics';

// As controller-runtime's.
const SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

/** The result of a reconcile, with controller-runtime's label values. */
export type ReconcileOutcome = 'success' | 'requeue_after' | 'error';

/** controller-runtime's metrics of a controller, with the same names. */
export class ControllerMetrics {
  readonly #labels: { controller: string };
  readonly #total: Counter;
  readonly #errors: Counter;
  readonly #terminalErrors: Counter;
  readonly #time: Histogram;
  readonly #activeWorkers: Gauge;

  constructor(registry: MetricsRegistry, controller: string) {
    this.#labels = { controller };
    const labels = ['controller'];
    this.#total = registry.counter({
      name: 'controller_runtime_reconcile_total',
      help: 'Reconciliations by result.',
      labels: ['controller', 'result'],
    });
    this.#errors = registry.counter({
      name: 'controller_runtime_reconcile_errors_total',
      help: 'Reconciliations that failed.',
      labels,
    });
    this.#terminalErrors = registry.counter({
      name: 'controller_runtime_terminal_reconcile_errors_total',
      help: 'Reconciliations that failed and are not retried.',
      labels,
    });
    this.#time = registry.histogram({
      name: 'controller_runtime_reconcile_time_seconds',
      help: 'Length of a reconciliation.',
      labels,
      buckets: SECONDS,
    });
    this.#activeWorkers = registry.gauge({
      name: 'controller_runtime_active_workers',
      help: 'Workers that are reconciling now.',
      labels,
    });
    this.#errors.inc(this.#labels, 0);
    this.#terminalErrors.inc(this.#labels, 0);
    this.#activeWorkers.set(0, this.#labels);
  }

  started(): void {
    this.#activeWorkers.inc(this.#labels);
  }

  ended(seconds: number): void {
    this.#activeWorkers.dec(this.#labels);
    this.#time.observe(seconds, this.#labels);
  }

  outcome(result: ReconcileOutcome, terminal = false): void {
    this.#total.inc({ ...this.#labels, result });
    if (result === 'error') {
      this.#errors.inc(this.#labels);
    }
    if (terminal) {
      this.#terminalErrors.inc(this.#labels);
    }
  }
}
