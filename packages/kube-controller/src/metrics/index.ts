export * from './MetricsRegistry';
export * from './silentMetrics';
