/** Label names and their values. @public */
export type MetricLabels = Record<string, string>;

/** The same text for the same labels, in whatever order they are given. @public */
export function seriesKey(labels: MetricLabels): string {
  return JSON.stringify(Object.entries(labels).sort());
}

/** A value that only increases. @public */
export interface Counter {
  inc(labels?: MetricLabels, by?: number): void;
}

/** A value that goes up and down. @public */
export interface Gauge {
  set(value: number, labels?: MetricLabels): void;
  inc(labels?: MetricLabels): void;
  dec(labels?: MetricLabels): void;
}

/** A distribution; durations are in seconds. @public */
export interface Histogram {
  observe(value: number, labels?: MetricLabels): void;
}

/** A metric's name, help and label names, as Prometheus defines them. @public */
export interface MetricDescription {
  name: string;
  /** One sentence. */
  help: string;
  labels?: readonly string[];
}

/**
 * Creates metrics. A second call with the same name returns the same metric, so every controller, queue and client can
 * request those that it feeds.
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

const nothing = () => {};

/** Records nothing. The default everywhere. @public */
export const silentMetrics: MetricsRegistry = {
  counter: () => ({ inc: nothing }),
  gauge: () => ({ set: nothing, inc: nothing, dec: nothing }),
  histogram: () => ({ observe: nothing }),
};
