import { ManagementClusterConnection } from '@dpf-portal/dpf-world';
import { KubeConfig } from '@kubernetes/client-node';
import { DpfControllers } from '../controllers/DpfControllers';
import { AddressTable, HostedSettings, ToReconcilers } from './HostedMessage';
import { PortalChannel } from './PortalChannel';
import { SentLogger } from './SentLogger';
import { SentMetrics } from './SentMetrics';

/** How often the portal gets what changed of the roles, and what was measured. */
const ROLES_MS = 250;
const METRICS_MS = 1_000;

/** The reconcilers of one management cluster, for a portal that runs in another process. */
class HostedReconcilers {
  readonly #portal: PortalChannel;
  readonly #kubeConfig = new KubeConfig();
  readonly #connection: ManagementClusterConnection;
  readonly #controllers: DpfControllers;
  readonly #metrics = new SentMetrics();
  #otherSites: AddressTable;
  #sentRoles = '';

  constructor(settings: HostedSettings, portal: PortalChannel) {
    const { name, roles, identity, kubeConfig, otherSites, debug, ...rest } =
      settings;
    const logger = new SentLogger({
      send: message => portal.send(message),
      debug,
    });
    this.#portal = portal;
    this.#kubeConfig.loadFromOptions(kubeConfig);
    this.#otherSites = otherSites;
    this.#connection = ManagementClusterConnection.create({
      ...rest,
      name,
      kubeConfig: this.#kubeConfig,
      logger,
      metrics: this.#metrics,
    });
    this.#connection.addressHolders.addSource(
      address => this.#otherSites[address] ?? [],
    );
    this.#controllers = new DpfControllers({
      connection: this.#connection,
      roles,
      identity,
      identityIsExclusive: true,
      logger,
    });
  }

  receive(message: ToReconcilers): void {
    if (message.kind === 'identity') {
      // The next request reads it from there.
      this.#kubeConfig.loadFromOptions(message.kubeConfig);
    }
    if (message.kind === 'otherSites') {
      this.#otherSites = message.addresses;
    }
  }

  /** Reconciles until the signal aborts, then releases the Leases. */
  async run(signal: AbortSignal): Promise<void> {
    const timers = [
      setInterval(() => this.#sendRoles(), ROLES_MS),
      setInterval(() => this.#sendMetrics(), METRICS_MS),
    ];
    // The connection is closed after the controllers, because they release their Leases through it.
    const released = new AbortController();
    const watching = this.#connection.run(released.signal);
    try {
      await this.#controllers.run(signal);
    } finally {
      released.abort();
      await watching;
      timers.forEach(clearInterval);
      this.#sendMetrics();
    }
  }

  #sendRoles(): void {
    const roles = this.#controllers.roleStatus();
    const text = JSON.stringify(roles);
    if (text !== this.#sentRoles) {
      this.#sentRoles = text;
      this.#portal.send({ kind: 'roles', roles });
    }
  }

  #sendMetrics(): void {
    const samples = this.#metrics.take();
    if (samples.length) {
      this.#portal.send({ kind: 'metrics', samples });
    }
  }
}

/**
 * Reconciles with the settings that the portal sends, until the portal says so or has ended. Settings and credentials
 * come as a message, so that they stand in no argument and in no variable.
 *
 * @returns when the Leases are released and everything is sent.
 */
export async function runHosted(portal: PortalChannel): Promise<void> {
  const stop = new AbortController();
  portal.onGone(() => stop.abort());
  const settings = await new Promise<HostedSettings | undefined>(resolve => {
    stop.signal.addEventListener('abort', () => resolve(undefined));
    portal.onMessage(message => {
      if (message.kind === 'start') {
        resolve(message.settings);
      }
      if (message.kind === 'stop') {
        stop.abort();
      }
    });
  });
  if (settings) {
    const reconcilers = new HostedReconcilers(settings, portal);
    portal.onMessage(message => reconcilers.receive(message));
    await reconcilers.run(stop.signal);
  }
  await portal.sent();
}
