import http from 'node:http';
import { AddressInfo } from 'node:net';
import { messageOf } from '@dpf-portal/kube-controller';

/** What a path answers. */
export interface OperationsAnswer {
  status: number;
  contentType?: string;
  body: string;
}

/** `host:port` as in controller-runtime's flags; `:8080` is every address. */
export interface BindAddress {
  host?: string;
  port: number;
}

type Route = () => OperationsAnswer | Promise<OperationsAnswer>;

/** A small HTTP server for monitoring and health checks: GET of fixed paths. */
export class OperationsServer {
  readonly #server: http.Server;

  /** @throws Error of the operating system when the address cannot be had. */
  static async listen(
    { host, port }: BindAddress,
    routes: Readonly<Record<string, Route>>,
  ): Promise<OperationsServer> {
    const server = new OperationsServer(routes);
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject);
      server.#server.listen(port, host, () => resolve());
    });
    return server;
  }

  private constructor(routes: Readonly<Record<string, Route>>) {
    this.#server = http.createServer((request, response) => {
      const route = routes[(request.url ?? '').split('?')[0]];
      if (!route) {
        response.writeHead(404).end();
        return;
      }
      void answer(route).then(({ status, contentType, body }) =>
        response
          .writeHead(status, { 'content-type': contentType ?? 'text/plain' })
          .end(body),
      );
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function answer(route: Route): Promise<OperationsAnswer> {
  try {
    return await route();
  } catch (error) {
    return { status: 500, body: messageOf(error) };
  }
}
