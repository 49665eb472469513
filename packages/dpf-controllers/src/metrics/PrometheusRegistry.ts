import { CollectSeries, CollectedGauges } from '@dpf-portal/dpf-world';
import {
  MetricDescription,
  MetricLabels,
  MetricsRegistry,
} from '@dpf-portal/kube-controller';
import {
  Counter,
  Gauge,
  Histogram,
  Registry,
  collectDefaultMetrics,
} from 'prom-client';

/**
 * Serves metrics in Prometheus' text format, including those of the Node process itself (event-loop delay, memory,
 * CPU).
 *
 * @public
 */
export class PrometheusRegistry implements MetricsRegistry, CollectedGauges {
  readonly #registry = new Registry();
  readonly #metrics = new Map<string, unknown>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Renders one scrape. */
  scrape(): Promise<string> {
    return this.#registry.metrics();
  }

  /** The names of all registered metrics. */
  names(): string[] {
    return this.#registry.getMetricsAsArray().map(({ name }) => name);
  }

  counter(described: MetricDescription) {
    const counter = this.#once(
      described.name,
      () => new Counter(this.#options(described)),
    );
    return {
      inc: (labels: MetricLabels = {}, by = 1) => counter.inc(labels, by),
    };
  }

  gauge(described: MetricDescription) {
    const gauge = this.#once(
      described.name,
      () => new Gauge(this.#options(described)),
    );
    return {
      set: (value: number, labels: MetricLabels = {}) =>
        gauge.set(labels, value),
      inc: (labels: MetricLabels = {}) => gauge.inc(labels),
      dec: (labels: MetricLabels = {}) => gauge.dec(labels),
    };
  }

  histogram(described: Parameters<MetricsRegistry['histogram']>[0]) {
    const histogram = this.#once(
      described.name,
      () =>
        new Histogram({
          ...this.#options(described),
          buckets: [...described.buckets],
        }),
    );
    return {
      observe: (value: number, labels: MetricLabels = {}) =>
        histogram.observe(labels, value),
    };
  }

  collected(described: MetricDescription, collect: CollectSeries): void {
    const gauge: Gauge = new Gauge({
      ...this.#options(described),
      collect: async () => {
        const series: Array<[MetricLabels, number]> = [];
        await collect((value, labels) => series.push([labels, value]));
        gauge.reset();
        series.forEach(([labels, value]) => gauge.set(labels, value));
      },
    });
  }

  #options({ name, help, labels = [] }: MetricDescription) {
    return { name, help, labelNames: labels, registers: [this.#registry] };
  }

  /** Returns one metric for each name, however many callers feed it. */
  #once<T>(name: string, make: () => T): T {
    const known = this.#metrics.get(name);
    const metric = known ?? make();
    this.#metrics.set(name, metric);
    return metric as T;
  }
}
