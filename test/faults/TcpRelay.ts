import { once } from 'node:events';
import net, { AddressInfo, Socket } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/** Handling of a connection: relay, reset or ignore it. */
type Treatment = 'relayed' | 'reset' | 'ignored';

/**
 * A TCP relay to a server that tests can cut, close, reset and silence. It relays bytes without terminating TLS, so the
 * server sees the client's identity.
 */
export class TcpRelay {
  /** Listens on 127.0.0.1 and relays to the server of a kubeconfig. */
  static async start(kubeconfig: string): Promise<TcpRelay> {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kubeconfig);
    return await TcpRelay.#open(
      new URL(kubeConfig.getCurrentCluster()?.server ?? ''),
      kubeconfig,
    );
  }

  /** Listens on 127.0.0.1 and relays to the host and port of a URL. */
  static async to(url: string): Promise<TcpRelay> {
    return await TcpRelay.#open(new URL(url), '');
  }

  static async #open(target: URL, original: string): Promise<TcpRelay> {
    const relay = new TcpRelay(target, original);
    await relay.#listen(0);
    return relay;
  }

  /** Number of connections, including those that were not relayed. */
  connections = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: net.Server;
  #treatment: Treatment = 'relayed';
  #port = 0;

  readonly #target: URL;
  readonly #original: string;

  private constructor(target: URL, original: string) {
    this.#target = target;
    this.#original = original;
    this.#server = net.createServer(client => this.#accept(client));
  }

  /** The original URL with this relay's host and port. */
  get url(): string {
    return `${this.#target.protocol}//127.0.0.1:${this.#port}`;
  }

  /** The kubeconfig with this relay as its server. */
  get kubeconfig(): string {
    return this.kubeconfigFor(this.#original);
  }

  /** Another kubeconfig of the same server with this relay as its server. */
  kubeconfigFor(original: string): string {
    return original.replaceAll(this.#target.origin, this.url);
  }

  /** Destroys every open connection. */
  cut(): void {
    this.#sockets.forEach(socket => socket.destroy());
  }

  /** Cuts all connections and refuses new ones until `reopen`. */
  async close(): Promise<void> {
    const closed = new Promise<void>(resolve =>
      this.#server.close(() => resolve()),
    );
    this.cut();
    await closed;
  }

  async reopen(): Promise<void> {
    await this.#listen(this.#port);
  }

  /** Resets every connection, and each new one until `restore`. */
  reset(): void {
    this.#treatment = 'reset';
    this.#sockets.forEach(socket => socket.resetAndDestroy());
  }

  /**
   * Behaves like a firewall that lost its connection table: open connections stay open but transfer nothing; new ones
   * are accepted and ignored until `restore`.
   */
  silence(): void {
    this.#treatment = 'ignored';
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  /** New connections are relayed again. */
  restore(): void {
    this.#treatment = 'relayed';
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #accept(client: Socket): void {
    this.connections += 1;
    client.on('error', () => {});
    if (this.#treatment === 'reset') {
      client.resetAndDestroy();
    } else if (this.#treatment === 'ignored') {
      this.#track(client);
      client.pause();
    } else {
      this.#relay(client);
    }
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #relay(client: Socket): void {
    const upstream = net.connect(
      Number(this.#target.port),
      this.#target.hostname,
    );
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ]) {
      this.#track(socket);
      socket.on('error', () => {});
      socket.on('close', () => other.destroy());
      socket.pipe(other);
    }
  }
}
