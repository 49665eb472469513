import http from 'node:http';
import https from 'node:https';
import net, { AddressInfo } from 'node:net';
import { TestAuthority } from './TestTenant';

const TRICKLE_MS = 20;
const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');
// The head of a handshake record that never comes.
const HANDSHAKE_HEAD = Buffer.from([0x16, 0x03, 0x03, 0x40, 0x00]);

function trickle(socket: net.Socket | null, data: Buffer | string): void {
  const timer = setInterval(() => socket?.write(data), TRICKLE_MS);
  socket?.once('close', () => clearInterval(timer));
}

interface Misbehaviour {
  /** Before there is any TLS. */
  onConnection?: (socket: net.Socket) => void;
  /** Behind TLS with the right certificate. */
  onRequest?: (response: http.ServerResponse) => void;
}

const MISBEHAVIOURS = {
  'hangs before TLS': { onConnection: () => {} },
  'hangs in TLS': {
    onConnection: socket =>
      socket.once('data', () => socket.write(HANDSHAKE_HEAD)),
  },
  'sends a handshake byte by byte': {
    onConnection: socket => {
      socket.write(HANDSHAKE_HEAD);
      trickle(socket, Buffer.from([0x02]));
    },
  },
  'resets the connection': { onConnection: socket => socket.resetAndDestroy() },
  'hangs up': { onConnection: socket => socket.end() },
  'speaks HTTP in the clear': {
    onConnection: socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  },
  'never answers': { onRequest: () => {} },
  'sends headers for ever': {
    onRequest: ({ socket }) => {
      socket?.write('HTTP/1.1 200 OK\r\n');
      trickle(socket, 'x: y\r\n');
    },
  },
  'streams for ever, slowly': {
    onRequest: response => {
      response.writeHead(200);
      response.flushHeaders();
      trickle(response.socket, '1\r\nx\r\n');
    },
  },
  'streams for ever, as fast as it can': {
    onRequest: response => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(MEGABYTE)) {
          // As long as the other end takes it.
        }
      };
      response.on('drain', more);
      more();
    },
  },
  'answers 10 MB': {
    onRequest: response => {
      response.writeHead(200);
      for (let i = 0; i < 10; i++) {
        response.write(MEGABYTE);
      }
      response.end();
    },
  },
  'promises more than it sends': {
    onRequest: response => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('ok', () => response.socket?.end());
    },
  },
  redirects: {
    onRequest: response => {
      response.writeHead(307, { location: 'https://127.0.0.1:1/readyz' });
      response.end();
    },
  },
  'answers nonsense': {
    onRequest: ({ socket }) => socket?.end('this is no HTTP\r\n\r\n'),
  },
} satisfies Record<string, Misbehaviour>;

/** @see MisbehavingTenant.start */
export type MisbehaviourName = keyof typeof MISBEHAVIOURS;

/** A server at a tenant's address that does not do what an API server does. */
export class MisbehavingTenant {
  static async start(
    authority: TestAuthority,
    name: MisbehaviourName,
  ): Promise<MisbehavingTenant> {
    const certificate = await authority.issue({
      name: 'server',
      ips: ['127.0.0.1'],
    });
    const { onConnection, onRequest }: Misbehaviour = MISBEHAVIOURS[name];
    const server = onConnection
      ? net.createServer(onConnection)
      : https.createServer(
          { cert: certificate.certificate, key: certificate.key },
          (_request, response) => onRequest?.(response),
        );
    const tenant = new MisbehavingTenant(server);
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return tenant;
  }

  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  private constructor(server: net.Server) {
    this.#server = server;
    server.on('connection', socket => {
      if (!(server instanceof https.Server)) {
        // Who does not read does not hear that the other end is gone.
        socket.resume();
      }
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    this.#sockets.forEach(socket => socket.destroy());
    await new Promise(resolve => this.#server.close(resolve));
  }
}
