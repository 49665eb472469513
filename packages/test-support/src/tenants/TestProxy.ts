import http from 'node:http';
import type { Duplex } from 'node:stream';
import net from 'node:net';
import type { AddressInfo } from 'node:net';

/** A CONNECT proxy that leads every address to one port of this machine. */
export class TestProxy {
  readonly asked: string[] = [];
  /** Answers 502 instead of connecting. */
  broken = false;
  readonly #server: http.Server;
  readonly #sockets = new Set<Duplex>();

  static async start(targetPort: () => number): Promise<TestProxy> {
    const proxy = new TestProxy(targetPort);
    await new Promise<void>(resolve => {
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  private constructor(targetPort: () => number) {
    this.#server = http.createServer();
    this.#server.on('connect', (request, socket) => {
      this.asked.push(request.url ?? '');
      this.#sockets.add(socket);
      if (this.broken) {
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
        return;
      }
      const target = net.connect(targetPort(), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(target);
        target.pipe(socket);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
      socket.on('close', () => target.destroy());
    });
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#sockets.forEach(socket => socket.destroy());
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
