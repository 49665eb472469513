import { KubeConfig } from '@kubernetes/client-node';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { Clock } from '../clock';
import { RestTransport, RestTransportOptions } from '../rest/RestTransport';

/** One request, as the script gets it. */
export interface ScriptedRequest {
  method: string;
  url: URL;
  headers: http.IncomingHttpHeaders;
  body: string;
  response: http.ServerResponse;
  /** Answers with JSON. */
  json(status: number, body: unknown, headers?: http.OutgoingHttpHeaders): void;
  /** Writes watch events and keeps the answer open. */
  events(...events: unknown[]): void;
}

/**
 * An HTTP server on loopback that a test scripts, down to the socket. For what a mock of `http` cannot show:
 * connections that are cut, reset, reused or silent.
 */
export class ScriptedServer {
  static async start(
    script: (request: ScriptedRequest) => void,
  ): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    scripted.script = script;
    await new Promise<void>(resolve =>
      scripted.#server.listen(0, '127.0.0.1', resolve),
    );
    return scripted;
  }

  script: (request: ScriptedRequest) => void = () => {};
  readonly requests: ScriptedRequest[] = [];
  connections = 0;
  readonly #server = http.createServer();

  private constructor() {
    this.#server.on('connection', () => this.connections++);
    this.#server.on('request', (request, response) => {
      void this.#handle(request, response);
    });
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  transport(
    options: RestTransportOptions & { clock: Clock },
    user: Partial<KubeConfig['users'][number]> = { token: 'secret' },
  ): RestTransport {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      // The transport rejects plain HTTP without this.
      { name: 'test', server: this.url, skipTLSVerify: true },
      { name: 'test', ...user },
    );
    return RestTransport.fromKubeConfig(kubeConfig, options);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const scripted: ScriptedRequest = {
      method: request.method ?? '',
      url: new URL(request.url ?? '', this.url),
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      response,
      json: (status, body, headers) => {
        response.writeHead(status, {
          'content-type': 'application/json',
          ...headers,
        });
        response.end(JSON.stringify(body));
      },
      events: (...events) => {
        if (!response.headersSent) {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.flushHeaders();
        }
        for (const event of events) {
          response.write(`${JSON.stringify(event)}\n`);
        }
      },
    };
    this.requests.push(scripted);
    this.script(scripted);
  }
}
