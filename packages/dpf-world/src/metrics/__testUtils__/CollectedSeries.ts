import { MetricDescription, MetricLabels } from '@dpf-portal/kube-controller';
import { CollectedGauges, SetSeries } from '../registerDpuClusterMetrics';

/** A registry that keeps what is registered and collects all of it in one turn, as a scrape does. */
export class CollectedSeries implements CollectedGauges {
  readonly #gauges: Array<[MetricDescription, (set: SetSeries) => void]> = [];

  collected(
    description: MetricDescription,
    collect: (set: SetSeries) => void,
  ): void {
    this.#gauges.push([description, collect]);
  }

  /** The series of one scrape by the names of their gauges: value and labels. */
  scrape(): Record<string, Array<[number, MetricLabels]>> {
    return Object.fromEntries(
      this.#gauges.map(([{ name }, collect]) => {
        const series: Array<[number, MetricLabels]> = [];
        collect((value, labels) => series.push([value, labels]));
        return [name, series];
      }),
    );
  }
}
