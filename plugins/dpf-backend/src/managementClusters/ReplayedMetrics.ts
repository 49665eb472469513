import type { SentSample } from '@dpf-portal/dpf-controllers';
import {
  MetricLabels,
  MetricsRegistry,
  seriesKey,
} from '@dpf-portal/kube-controller';

/** Records what another process has measured, in the metrics of this one. */
export class ReplayedMetrics {
  readonly #registry: MetricsRegistry;
  /** The series of gauges that the process has set. */
  readonly #gauges = new Map<
    string,
    { name: string; help: string; labels: MetricLabels }
  >();

  constructor(registry: MetricsRegistry) {
    this.#registry = registry;
  }

  replay(samples: readonly SentSample[]): void {
    for (const sample of samples) {
      const { name, help, labels } = sample;
      switch (sample.kind) {
        case 'counter':
          this.#registry.counter({ name, help }).inc(labels, sample.by);
          break;
        case 'gauge':
          this.#gauges.set(`${name} ${seriesKey(labels)}`, {
            name,
            help,
            labels,
          });
          this.#registry.gauge({ name, help }).set(sample.value, labels);
          break;
        default: {
          const { buckets } = sample;
          const histogram = this.#registry.histogram({ name, help, buckets });
          sample.values.forEach(value => histogram.observe(value, labels));
        }
      }
    }
  }

  /** The process has ended: it leads nothing, and nothing waits in its queues. */
  end(): void {
    for (const { name, help, labels } of this.#gauges.values()) {
      this.#registry.gauge({ name, help }).set(0, labels);
    }
    this.#gauges.clear();
  }
}
