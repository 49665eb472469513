import {
  Counter,
  Gauge,
  Histogram,
  MetricDescription,
  MetricLabels,
  MetricsRegistry,
  seriesKey,
} from '@dpf-portal/kube-controller';
import { SentSample, SentSeries } from './HostedMessage';

/**
 * Collects what is measured until it is sent to the portal: a message for each measurement would cost the portal more
 * than the reconcilers.
 */
export class SentMetrics implements MetricsRegistry {
  readonly #changed = new Map<string, SentSample>();
  /** The portal only takes whole values. */
  readonly #gauges = new Map<string, number>();

  /** What was measured since the last call. */
  take(): SentSample[] {
    const samples = [...this.#changed.values()];
    this.#changed.clear();
    return samples;
  }

  counter({ name, help }: MetricDescription): Counter {
    return {
      inc: (labels = {}, by = 1) => {
        const { key, series } = seriesOf(name, help, labels);
        const known = this.#changed.get(key);
        const before = known?.kind === 'counter' ? known.by : 0;
        this.#changed.set(key, { ...series, kind: 'counter', by: before + by });
      },
    };
  }

  gauge({ name, help }: MetricDescription): Gauge {
    const set = (value: number, labels: MetricLabels = {}) => {
      const { key, series } = seriesOf(name, help, labels);
      this.#gauges.set(key, value);
      this.#changed.set(key, { ...series, kind: 'gauge', value });
    };
    const add = (by: number, labels: MetricLabels = {}) =>
      set(
        (this.#gauges.get(seriesOf(name, help, labels).key) ?? 0) + by,
        labels,
      );
    return {
      set,
      inc: labels => add(1, labels),
      dec: labels => add(-1, labels),
    };
  }

  histogram({
    name,
    help,
    buckets,
  }: Parameters<MetricsRegistry['histogram']>[0]): Histogram {
    return {
      observe: (value, labels = {}) => {
        const { key, series } = seriesOf(name, help, labels);
        const known = this.#changed.get(key);
        if (known?.kind === 'histogram') {
          known.values.push(value);
        } else {
          this.#changed.set(key, {
            ...series,
            kind: 'histogram',
            buckets,
            values: [value],
          });
        }
      },
    };
  }
}

function seriesOf(
  name: string,
  help: string,
  labels: MetricLabels,
): { key: string; series: SentSeries } {
  return {
    key: `${name} ${seriesKey(labels)}`,
    series: { name, help, labels },
  };
}
