import { once } from 'node:events';
import { Agent, createServer, get, request as send } from 'node:http';

const READINESS = '/.backstage/health/v1/readiness';
const CHECK_MS = 1_000;
const CHECK_TIMEOUT_MS = 5_000;

/** May be sent a second time: the first one changed nothing. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Belongs to one connection, and Node sets it for the other one. */
const HOP_HEADERS = ['connection', 'keep-alive', 'transfer-encoding'];

/**
 * Shares HTTP requests and websockets between back ends, in turn. A back end gets requests while its readiness check
 * answers 200. A request that a back end did not take goes to the next one; so does a read whose back end ended before
 * it answered. Other requests may have had an effect, so the client gets 502 and decides.
 */
export class LoadBalancer {
  #server;
  #replicas;
  #agent = new Agent({ keepAlive: true });
  #next = 0;
  #timer;
  #onChange;
  #checkMs;
  #stopped = false;

  /** @param {{replicas: Array<{name: string, port: number}>, onChange?: (name: string, serves: boolean) => void, checkMs?: number}} options */
  constructor({ replicas, onChange = () => {}, checkMs = CHECK_MS }) {
    this.#replicas = replicas.map(replica => ({ ...replica, ready: false }));
    this.#server = createServer((req, res) => this.#share(req, res));
    this.#server.on('upgrade', (req, socket, head) =>
      this.#upgrade(req, socket, head),
    );
    this.#onChange = onChange;
    this.#checkMs = checkMs;
  }

  /** Listens on 127.0.0.1. Resolves with the port when each back end has been asked once whether it is ready. */
  async start(port) {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    await this.#keepChecking();
    return this.#server.address().port;
  }

  /** The names of the back ends that get requests. */
  get serving() {
    return this.#replicas.flatMap(({ name, ready }) => (ready ? [name] : []));
  }

  async stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #keepChecking() {
    await Promise.all(
      this.#replicas.map(async replica => {
        this.#set(replica, await isReady(replica.port));
      }),
    );
    if (!this.#stopped) {
      this.#timer = setTimeout(() => this.#keepChecking(), this.#checkMs);
    }
  }

  #set(replica, ready) {
    if (replica.ready !== ready && !this.#stopped) {
      replica.ready = ready;
      this.#onChange(replica.name, ready);
    }
  }

  /** The back ends that serve, beginning with the one whose turn it is. */
  #inTurn() {
    const ready = this.#replicas.filter(replica => replica.ready);
    const first = this.#next++ % Math.max(1, ready.length);
    return [...ready.slice(first), ...ready.slice(0, first)];
  }

  async #share(req, res) {
    for (const replica of this.#inTurn()) {
      const { taken, error } = await this.#forward(replica, req, res);
      if (!error || res.destroyed) {
        return;
      }
      this.#set(replica, false);
      if (taken && !REPEATABLE.has(req.method)) {
        refuse(
          res,
          502,
          `${replica.name} ended while it worked on the request, which may have had an effect.`,
        );
        return;
      }
    }
    refuse(res, 503, 'No back end is ready. Try again in a moment.');
  }

  /** Resolves when the back end has begun its answer, or with the error before that. */
  #forward({ port }, req, res) {
    return new Promise(resolve => {
      let connected = false;
      const upstream = send({
        // A kept connection may have ended just now, and then it is not known whether the request was taken.
        agent: REPEATABLE.has(req.method) ? this.#agent : false,
        host: '127.0.0.1',
        port,
        method: req.method,
        path: req.url,
        headers: req.headers,
      });
      // Not before there is a connection: a body that was read cannot be sent to the next back end.
      const onConnected = () => {
        connected = true;
        req.pipe(upstream);
      };
      upstream.on('socket', socket => {
        if (socket.connecting) {
          socket.once('connect', onConnected);
        } else {
          onConnected();
        }
      });
      upstream.on('response', answer => {
        res.writeHead(answer.statusCode, withoutHopHeaders(answer.headers));
        answer.pipe(res);
        answer.on('error', () => res.destroy());
        resolve({ taken: true });
      });
      upstream.on('error', error => {
        req.unpipe(upstream);
        if (res.headersSent) {
          res.destroy();
        }
        resolve({ taken: connected, error });
      });
      res.on('close', () => upstream.destroy());
    });
  }

  #upgrade(req, socket, head) {
    const [replica] = this.#inTurn();
    socket.on('error', () => {});
    if (!replica) {
      socket.destroy();
      return;
    }
    const upstream = send({
      host: '127.0.0.1',
      port: replica.port,
      method: req.method,
      path: req.url,
      headers: req.headers,
    });
    upstream.on('upgrade', (answer, other, otherHead) => {
      const headers = [];
      for (let i = 0; i < answer.rawHeaders.length; i += 2) {
        headers.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`);
      }
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\n${headers.join('\r\n')}\r\n\r\n`,
      );
      socket.write(otherHead);
      other.write(head);
      other.pipe(socket);
      socket.pipe(other);
      other.on('error', () => socket.destroy());
      other.on('close', () => socket.destroy());
      socket.on('close', () => other.destroy());
    });
    upstream.on('response', answer => {
      socket.end(
        `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n\r\n`,
      );
      answer.resume();
    });
    upstream.on('error', () => socket.destroy());
    // Backstage does not answer the first upgrade: it only begins to listen for them then.
    socket.on('close', () => upstream.destroy());
    upstream.end();
  }
}

function refuse(res, status, message) {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(
    JSON.stringify({
      error: { name: 'ServiceUnavailableError', message },
      response: { statusCode: status },
    }),
  );
}

function withoutHopHeaders(headers) {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_HEADERS.includes(name)),
  );
}

function isReady(port) {
  return new Promise(resolve => {
    const check = get(
      {
        host: '127.0.0.1',
        port,
        path: READINESS,
        timeout: CHECK_TIMEOUT_MS,
        agent: false,
      },
      answer => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    check.on('timeout', () => check.destroy());
    check.on('error', () => resolve(false));
  });
}
