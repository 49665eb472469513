import {
  MetricAttributes,
  MetricsService,
} from '@backstage/backend-plugin-api/alpha';
import { CollectSeries, CollectedGauges } from '@dpf-portal/dpf-world';
import {
  Counter,
  Gauge,
  Histogram,
  MetricDescription,
  MetricLabels,
  MetricsRegistry,
  seriesKey,
} from '@dpf-portal/kube-controller';

/**
 * Records the metrics of management clusters and of hosted reconcilers in Backstage's metrics service, under the names
 * that the `dpf-controllers` process serves, so that its dashboards and alerts work. Each series has the attribute
 * `management_cluster`, because one back end may have several.
 */
export class ReconcilerMetrics implements MetricsRegistry, CollectedGauges {
  readonly #service: MetricsService;
  readonly #own: MetricAttributes;
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor(service: MetricsService, managementCluster: string) {
    this.#service = service;
    this.#own = { management_cluster: managementCluster };
  }

  counter({ name, help }: MetricDescription): Counter {
    return once(this.#counters, name, () => {
      const counter = this.#service.createCounter(name, { description: help });
      return {
        inc: (labels, by = 1) => counter.add(by, { ...labels, ...this.#own }),
      };
    });
  }

  gauge({ name, help }: MetricDescription): Gauge {
    return once(this.#gauges, name, () => {
      const gauge = this.#service.createGauge(name, { description: help });
      // A gauge of the service only takes whole values.
      const values = new Map<string, number>();
      const set = (value: number, labels: MetricLabels = {}) => {
        values.set(seriesKey(labels), value);
        gauge.record(value, { ...labels, ...this.#own });
      };
      const add = (by: number, labels: MetricLabels = {}) =>
        set((values.get(seriesKey(labels)) ?? 0) + by, labels);
      return {
        set,
        inc: labels => add(1, labels),
        dec: labels => add(-1, labels),
      };
    });
  }

  histogram({
    name,
    help,
    buckets,
  }: Parameters<MetricsRegistry['histogram']>[0]): Histogram {
    return once(this.#histograms, name, () => {
      // No unit: exporters would append it to the name.
      const histogram = this.#service.createHistogram(name, {
        description: help,
        advice: { explicitBucketBoundaries: [...buckets] },
      });
      return {
        observe: (value, labels) =>
          histogram.record(value, { ...labels, ...this.#own }),
      };
    });
  }

  /** A series that is not set any more gets the value 0: OpenTelemetry exports its last value for ever. */
  collected({ name, help }: MetricDescription, collect: CollectSeries): void {
    type Series = Map<string, { value: number; labels: MetricLabels }>;
    let before: Series = new Map();
    this.#service
      .createObservableGauge(name, { description: help })
      .addCallback(async result => {
        const now: Series = new Map();
        await collect((value, labels) =>
          now.set(seriesKey(labels), { value, labels }),
        );
        const gone = [...before].filter(([key]) => !now.has(key));
        for (const { value, labels } of [
          ...now.values(),
          ...gone.map(([, { labels: its }]) => ({ value: 0, labels: its })),
        ]) {
          result.observe(value, { ...labels, ...this.#own });
        }
        before = now;
      });
  }
}

function once<T>(known: Map<string, T>, name: string, make: () => T): T {
  const metric = known.get(name) ?? make();
  known.set(name, metric);
  return metric;
}
