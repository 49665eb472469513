import { Counter, MetricsRegistry } from '../metrics';

/** client-go's metrics of a client, with the same names. */
export class RestMetrics {
  readonly #host: string;
  readonly #requests: Counter;

  constructor(registry: MetricsRegistry, host: string) {
    this.#host = host;
    this.#requests = registry.counter({
      name: 'rest_client_requests_total',
      help: 'HTTP requests by status code, method and host; the code of one without answer is <error>.',
      labels: ['code', 'method', 'host'],
    });
  }

  answered(method: string, code: number | undefined): void {
    this.#requests.inc({
      code: code === undefined ? '<error>' : String(code),
      method,
      host: this.#host,
    });
  }
}
