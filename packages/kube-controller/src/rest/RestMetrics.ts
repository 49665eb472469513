import { Counter, MetricsRegistry } from '../metrics';
import { KubeApiError } from './errors';
import { failedWebhookOf, requestedResource } from './failedWebhook';

/** client-go's metrics of a client, with the same names, and the requests that a webhook stopped. */
export class RestMetrics {
  readonly #host: string;
  readonly #requests: Counter;
  readonly #stopped: Counter;

  constructor(registry: MetricsRegistry, host: string) {
    this.#host = host;
    this.#requests = registry.counter({
      name: 'rest_client_requests_total',
      help: 'HTTP requests by status code, method and host; the code of one without answer is <error>.',
      labels: ['code', 'method', 'host'],
    });
    this.#stopped = registry.counter({
      name: 'rest_client_webhook_failures_total',
      help: 'Requests that the API server rejected because it could not call a webhook, by webhook and resource.',
      labels: ['webhook', 'resource', 'host'],
    });
  }

  answered(method: string, code: number | undefined): void {
    this.#requests.inc({
      code: code === undefined ? '<error>' : String(code),
      method,
      host: this.#host,
    });
  }

  /** Counts the request if a webhook stopped it. */
  failed(error: KubeApiError): void {
    const webhook = failedWebhookOf(error)?.name;
    if (webhook === undefined) {
      return;
    }
    const { plural = '', subresource } = requestedResource(error.path) ?? {};
    const resource = subresource ? `${plural}/${subresource}` : plural;
    this.#stopped.inc({ webhook, resource, host: this.#host });
  }
}
