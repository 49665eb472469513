import http from 'node:http';
import net from 'node:net';
import { Duplex, Transform } from 'node:stream';

/** Route of a CONNECT request: a port of 127.0.0.1, a target that never answers, one that is down, or rejected. */
export type Route =
  | { kind: 'port'; port: number }
  | { kind: 'silent' }
  | { kind: 'down' }
  | { kind: 'refused' };

export type Router = (host: string, port: number) => Route;

export interface Target {
  host: string;
  port: number;
}

/** The target of a CONNECT request, `host:port` or `[ipv6]:port`. */
export function parseTarget(authority: string): Target | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/\s]+)):(\d{1,5})$/.exec(
    authority,
  );
  const port = Number(match?.[3]);
  return match && port >= 1 && port <= 65535
    ? { host: (match[1] ?? match[2]).toLowerCase(), port }
    : undefined;
}

const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n\r\n';

/**
 * An HTTP CONNECT proxy that simulates the network of VIPs and Services. It connects only to the ports of 127.0.0.1
 * that its router returns.
 */
export class ConnectProxy {
  readonly #server: http.Server;
  readonly #sockets = new Set<Duplex>();

  readonly #router: Router;

  constructor(router: Router) {
    this.#router = router;
    this.#server = http.createServer((_, response) => {
      response.writeHead(405).end();
    });
    this.#server.on('connect', (request, socket, head) =>
      this.#connect(request.url ?? '', socket, head),
    );
    this.#server.on('connection', socket => this.#track(socket));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve());
    });
  }

  /** Stops listening and closes every connection. */
  async close(): Promise<void> {
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
    this.#sockets.forEach(socket => socket.destroy());
    await closed;
  }

  #connect(authority: string, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const target = parseTarget(authority);
    const route = target && this.#router(target.host, target.port);
    if (!route || route.kind === 'refused') {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    if (route.kind === 'down') {
      badGateway(socket);
      return;
    }
    if (route.kind === 'silent') {
      socket.write(ESTABLISHED);
      socket.resume();
      return;
    }
    const upstream = net.connect(route.port, '127.0.0.1');
    let connected = false;
    upstream.on('connect', () => {
      connected = true;
      socket.write(ESTABLISHED);
      if (head.length > 0) {
        upstream.write(head);
      }
      upstream.pipe(socket);
      socket
        .pipe(whileOpen(socket, () => this.#router(target.host, target.port)))
        .pipe(upstream);
    });
    upstream.on('error', () => {
      if (connected) {
        socket.destroy();
      } else {
        badGateway(socket);
      }
    });
    upstream.on('close', () => connected && socket.destroy());
    socket.on('close', () => upstream.destroy());
    this.#track(upstream);
  }

  #track(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

/** Forwards data of the client while its target is reachable. A silent target discards it. */
function whileOpen(socket: Duplex, route: () => Route): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      const { kind } = route();
      if (kind === 'port') {
        done(null, chunk);
        return;
      }
      if (kind !== 'silent') {
        socket.destroy();
      }
      done();
    },
  });
}

function badGateway(socket: Duplex): void {
  socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
}
