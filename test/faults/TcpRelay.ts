import net, { AddressInfo, Socket } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/**
 * Another way to an API server that can be cut and closed. It relays bytes and knows nothing of TLS, so the
 * client's own identity reaches the server.
 */
export class TcpRelay {
  /** Listens on 127.0.0.1 and relays to the server of a kubeconfig. */
  static async start(kubeconfig: string): Promise<TcpRelay> {
    const relay = new TcpRelay(kubeconfig);
    await relay.open(0);
    return relay;
  }

  private readonly sockets = new Set<Socket>();
  private readonly target: URL;
  private readonly server: net.Server;
  private port = 0;

  private constructor(private readonly original: string) {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(original);
    this.target = new URL(kubeConfig.getCurrentCluster()?.server ?? '');
    this.server = net.createServer(client => this.relay(client));
  }

  /** The kubeconfig with this relay in the place of its server. */
  get kubeconfig(): string {
    return this.kubeconfigFor(this.original);
  }

  /** Another kubeconfig of the same server, by way of this relay. */
  kubeconfigFor(original: string): string {
    return original.replaceAll(
      this.target.origin,
      `https://127.0.0.1:${this.port}`,
    );
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
    await this.open(this.port);
  }

  private async open(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => resolve());
    });
    this.port = (this.server.address() as AddressInfo).port;
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
      this.sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
