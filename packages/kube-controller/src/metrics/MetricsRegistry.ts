/** Label names and their values. @public */
export type MetricLabels = Record<string, string>;

/** What only grows. @public */
export interface Counter {
  inc(labels?: MetricLabels, by?: number): void;
}

/** What goes up and down. @public */
export interface Gauge {
  set(value: number, labels?: MetricLabels): void;
  inc(labels?: MetricLabels): void;
  dec(labels?: MetricLabels): void;
}

/** What is distributed, durations in seconds. @public */
export interface Histogram {
  observe(value: number, labels?: MetricLabels): void;
}

/** @public */
export interface MetricDescription {
  name: string;
  /** One sentence. */
  help: string;
  labels?: readonly string[];
}

/**
 * Where metrics are made. Asked twice for one name it returns the same metric, so that every
 * controller, queue and client may ask for those it feeds.
 *
 * @public
 */
export interface MetricsRegistry {
  counter(description: MetricDescription): Counter;
  gauge(description: MetricDescription): Gauge;
  /** Buckets: upper bounds, ascending. */
  histogram(
    description: MetricDescription & { buckets: readonly number[] },
  ): Histogram;
}
