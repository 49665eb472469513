import { MetricDescription, MetricLabels } from '@dpf-portal/kube-controller';
import { CollectSeries, CollectedGauges } from '../registerDpuClusterMetrics';

/** A registry that keeps what is registered and collects all of it together, as a scrape does. */
export class CollectedSeries implements CollectedGauges {
  readonly #gauges: Array<[MetricDescription, CollectSeries]> = [];

  collected(description: MetricDescription, collect: CollectSeries): void {
    this.#gauges.push([description, collect]);
  }

  /** The series of one scrape by the names of their gauges: value and labels. */
  async scrape(): Promise<Record<string, Array<[number, MetricLabels]>>> {
    return Object.fromEntries(
      await Promise.all(
        this.#gauges.map(async ([{ name }, collect]) => {
          const series: Array<[number, MetricLabels]> = [];
          await collect((value, labels) => series.push([value, labels]));
          return [name, series] as const;
        }),
      ),
    );
  }
}
