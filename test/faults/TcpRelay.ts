import { once } from 'node:events';
import net, { AddressInfo, Socket } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/** What becomes of a connection: it is relayed, ended with a reset, or left without a word. */
type Treatment = 'relayed' | 'reset' | 'ignored';

/**
 * Another way to a server that can be cut, closed, reset and silenced. It relays bytes and knows nothing of TLS, so
 * the client's own identity reaches the server.
 */
export class TcpRelay {
  /** Listens on 127.0.0.1 and relays to the server of a kubeconfig. */
  static async start(kubeconfig: string): Promise<TcpRelay> {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(kubeconfig);
    return await TcpRelay.open(
      new URL(kubeConfig.getCurrentCluster()?.server ?? ''),
      kubeconfig,
    );
  }

  /** Listens on 127.0.0.1 and relays to the host and port of a URL. */
  static async to(url: string): Promise<TcpRelay> {
    return await TcpRelay.open(new URL(url), '');
  }

  private static async open(target: URL, original: string): Promise<TcpRelay> {
    const relay = new TcpRelay(target, original);
    await relay.listen(0);
    return relay;
  }

  /** How many connections have come, those that were refused relaying included. */
  connections = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: net.Server;
  private treatment: Treatment = 'relayed';
  private port = 0;

  private constructor(
    private readonly target: URL,
    private readonly original: string,
  ) {
    this.server = net.createServer(client => this.accept(client));
  }

  /** The URL it was made for, with this relay's host and port. */
  get url(): string {
    return `${this.target.protocol}//127.0.0.1:${this.port}`;
  }

  /** The kubeconfig with this relay in the place of its server. */
  get kubeconfig(): string {
    return this.kubeconfigFor(this.original);
  }

  /** Another kubeconfig of the same server, by way of this relay. */
  kubeconfigFor(original: string): string {
    return original.replaceAll(this.target.origin, this.url);
  }

  /** Destroys every open connection. */
  cut(): void {
    this.sockets.forEach(socket => socket.destroy());
  }

  /** Cuts, and refuses new connections until `reopen`. */
  async close(): Promise<void> {
    const closed = new Promise<void>(resolve =>
      this.server.close(() => resolve()),
    );
    this.cut();
    await closed;
  }

  async reopen(): Promise<void> {
    await this.listen(this.port);
  }

  /** Resets every connection, and each new one until `restore`. */
  reset(): void {
    this.treatment = 'reset';
    this.sockets.forEach(socket => socket.resetAndDestroy());
  }

  /**
   * As a firewall that forgot its connections: those that are open stay so and never carry a byte again; new ones
   * are accepted and ignored until `restore`.
   */
  silence(): void {
    this.treatment = 'ignored';
    for (const socket of this.sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  /** New connections are relayed again. */
  restore(): void {
    this.treatment = 'relayed';
  }

  private async listen(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  private accept(client: Socket): void {
    this.connections += 1;
    client.on('error', () => {});
    if (this.treatment === 'reset') {
      client.resetAndDestroy();
    } else if (this.treatment === 'ignored') {
      this.track(client);
      client.pause();
    } else {
      this.relay(client);
    }
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
  }

  private relay(client: Socket): void {
    const upstream = net.connect(
      Number(this.target.port),
      this.target.hostname,
    );
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ]) {
      this.track(socket);
      socket.on('error', () => {});
      socket.on('close', () => other.destroy());
      socket.pipe(other);
    }
  }
}
