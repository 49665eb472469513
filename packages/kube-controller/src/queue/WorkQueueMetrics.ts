import { Counter, Gauge, Histogram, MetricsRegistry } from '../metrics';

// As client-go's, in powers of ten up to 1000 s, without those below a microsecond.
const SECONDS = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000];

/** client-go's metrics of a work queue, with the same names. Times are monotonic milliseconds. */
export class WorkQueueMetrics {
  readonly #labels: { name: string };
  readonly #depth: Gauge;
  readonly #adds: Counter;
  readonly #retries: Counter;
  readonly #queueDuration: Histogram;
  readonly #workDuration: Histogram;
  readonly #addedAt = new Map<string, number>();
  readonly #takenAt = new Map<string, number>();

  constructor(registry: MetricsRegistry, name: string) {
    this.#labels = { name };
    const labels = ['name'];
    this.#depth = registry.gauge({
      name: 'workqueue_depth',
      help: 'Keys that wait for a worker.',
      labels,
    });
    this.#adds = registry.counter({
      name: 'workqueue_adds_total',
      help: 'Keys added.',
      labels,
    });
    this.#retries = registry.counter({
      name: 'workqueue_retries_total',
      help: 'Keys added again after a failure.',
      labels,
    });
    this.#queueDuration = registry.histogram({
      name: 'workqueue_queue_duration_seconds',
      help: 'How long a key waits before a worker takes it.',
      labels,
      buckets: SECONDS,
    });
    this.#workDuration = registry.histogram({
      name: 'workqueue_work_duration_seconds',
      help: 'How long a worker has a key.',
      labels,
      buckets: SECONDS,
    });
    this.#depth.set(0, this.#labels);
    this.#adds.inc(this.#labels, 0);
    this.#retries.inc(this.#labels, 0);
  }

  /** The key started to wait for a worker. */
  added(key: string, now: number): void {
    if (!this.#addedAt.has(key)) {
      this.#addedAt.set(key, now);
      this.#adds.inc(this.#labels);
    }
  }

  retried(): void {
    this.#retries.inc(this.#labels);
  }

  taken(key: string, now: number): void {
    this.#queueDuration.observe(
      (now - (this.#addedAt.get(key) ?? now)) / 1000,
      this.#labels,
    );
    this.#addedAt.delete(key);
    this.#takenAt.set(key, now);
  }

  done(key: string, now: number): void {
    this.#workDuration.observe(
      (now - (this.#takenAt.get(key) ?? now)) / 1000,
      this.#labels,
    );
    this.#takenAt.delete(key);
  }

  depth(keys: number): void {
    this.#depth.set(keys, this.#labels);
  }
}
