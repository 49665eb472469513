import http from 'node:http';
import net, { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';

/** How an API server stops answering. */
export type Silence =
  | 'refuses'
  | 'never answers'
  | 'speaks no TLS'
  | 'says 500';

export const SILENCES: readonly Silence[] = [
  'refuses',
  'never answers',
  'speaks no TLS',
  'says 500',
];

/** A CONNECT proxy in front of another one. It can make single targets stop answering, including open connections. */
export class SilencingProxy {
  readonly #server = http.createServer();
  readonly #next: URL;
  readonly #silent = new Map<string, Silence>();
  readonly #tunnels = new Map<string, Set<Duplex>>();
  readonly #sickPort: number;

  /** @param options.sickPort port of a server that the clients trust and that answers 500 to every request */
  static async start(options: {
    next: string;
    sickPort: number;
  }): Promise<SilencingProxy> {
    const proxy = new SilencingProxy(options.next, options.sickPort);
    await new Promise<void>(resolve =>
      proxy.#server.listen(0, '127.0.0.1', resolve),
    );
    return proxy;
  }

  private constructor(next: string, sickPort: number) {
    this.#next = new URL(next);
    this.#sickPort = sickPort;
    this.#server.on('connect', (request, socket) =>
      this.#connect(request.url ?? '', socket),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Makes `host:port` stop answering in this way. */
  silence(authority: string, how: Silence): void {
    this.#silent.set(authority, how);
    const open = this.#tunnels.get(authority) ?? new Set();
    for (const socket of open) {
      if (how === 'never answers') {
        socket.unpipe();
        socket.pause();
      } else {
        socket.destroy();
      }
    }
  }

  close(): void {
    this.#tunnels.forEach(open => open.forEach(socket => socket.destroy()));
    this.#server.close();
  }

  #connect(authority: string, client: Duplex): void {
    client.on('error', () => {});
    const how = this.#silent.get(authority);
    if (how === 'refuses') {
      client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    this.#keep(authority, client);
    if (how === 'never answers' || how === 'speaks no TLS') {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.resume();
      if (how === 'speaks no TLS') {
        client.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n');
      }
      return;
    }
    this.#relay(authority, client, how === 'says 500');
  }

  #relay(authority: string, client: Duplex, sick: boolean): void {
    const upstream = net.connect(
      sick ? this.#sickPort : Number(this.#next.port),
      '127.0.0.1',
    );
    this.#keep(authority, upstream);
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.on('connect', () => {
      if (sick) {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      } else {
        upstream.write(
          `CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n\r\n`,
        );
      }
      upstream.pipe(client);
      client.pipe(upstream);
    });
  }

  #keep(authority: string, socket: Duplex): void {
    const open = this.#tunnels.get(authority) ?? new Set();
    this.#tunnels.set(authority, open.add(socket));
    socket.on('close', () => open.delete(socket));
  }
}
