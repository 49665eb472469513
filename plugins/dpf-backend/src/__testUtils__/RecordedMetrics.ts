import {
  MetricAttributes,
  MetricsServiceObservableCallback,
} from '@backstage/backend-plugin-api/alpha';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';

/** A metrics service that remembers what it is given, one line a measurement. */
export class RecordedMetrics {
  readonly names = new Set<string>();
  readonly lines: string[] = [];
  readonly service: ReturnType<typeof metricsServiceMock.mock>;
  readonly #collectors: Array<[string, MetricsServiceObservableCallback]> = [];

  constructor() {
    const instrument = (name: string) => {
      this.names.add(name);
      return { add: this.#write(name), record: this.#write(name) };
    };
    this.service = metricsServiceMock.mock({
      createCounter: instrument,
      createGauge: instrument,
      createHistogram: instrument,
      createObservableGauge: name => {
        this.names.add(name);
        return {
          addCallback: callback => void this.#collectors.push([name, callback]),
          removeCallback: () => {},
        };
      },
    });
  }

  /** What the observed gauges have at this moment. */
  async collect(): Promise<string[]> {
    const from = this.lines.length;
    await Promise.all(
      this.#collectors.map(([name, callback]) =>
        callback({ observe: this.#write(name) }),
      ),
    );
    return this.lines.slice(from);
  }

  #write(name: string) {
    return (value: number, attributes?: MetricAttributes) =>
      void this.lines.push(`${name} ${JSON.stringify(attributes)} ${value}`);
  }
}
