import {
  CORE_RESOURCES,
  Clock,
  KubeClient,
  LeaseObject,
  Logger,
  ServerGate,
  WatchedLease,
  holderOf,
  silentLogger,
} from '@dpf-portal/kube-controller';
import { CONTROLLER_ROLES, ControllerRole } from '@dpf-portal/dpf-model';
import {
  Deployment,
  trimDeployment,
  trimLease,
} from '../managementCluster/trim';
import { ResourceView } from '../managementCluster/ResourceView';
import {
  CONTROLLERS_LEASE,
  HANDED_BACK_ANNOTATION,
  RoleHolder,
  VENDOR_ROLES,
  VendorRole,
} from './vendorRoles';

const READ_CHECK_MS = 20;
const READ_TIMEOUT_MS = 15_000;

/** Who holds a Lease. @public */
export interface HeldLease {
  /** `unknown`: Leases may not be read. */
  lease: 'held' | 'free' | 'unknown';
  holder?: string;
  /** When the holder took it, by the holder's clock; RFC 3339. */
  holderSince?: string;
}

/**
 * Watches the vendor's Deployments and Leases in the leader-election namespace.
 *
 * @public
 */
export class VendorWatch {
  readonly #deployments: ResourceView<Deployment>;
  readonly #leases: ResourceView<LeaseObject>;
  readonly #namespace: string;
  readonly #clock: Clock;
  /** Every observed holder of our own Lease. */
  readonly #ownHolders = new Set<string>();
  readonly #watchedLeases = new Map<string, WatchedLease>();
  readonly #listeners = new Set<() => void>();

  constructor(options: {
    client: KubeClient;
    namespace: string;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
  }) {
    const { namespace, ...shared } = options;
    this.#namespace = namespace;
    this.#clock = options.clock;
    this.#deployments = new ResourceView<Deployment>({
      ...shared,
      resource: CORE_RESOURCES.deployments,
      namespaces: [namespace],
      transform: trimDeployment,
    });
    this.#leases = new ResourceView<LeaseObject>({
      ...shared,
      resource: CORE_RESOURCES.leases,
      namespaces: [namespace],
      transform: trimLease,
    });
    this.#leases.addHandler({
      added: lease => this.watchedLease(lease.metadata.name).see(lease),
      updated: lease => this.watchedLease(lease.metadata.name).see(lease),
      deleted: lease => this.watchedLease(lease.metadata.name).see(undefined),
    });
    const changed = () => [...this.#listeners].forEach(listener => listener());
    this.#deployments.addHandler({ added: changed, deleted: changed });
    const remember = (lease: LeaseObject) => {
      const holder = holderOf(lease);
      if (lease.metadata.name === CONTROLLERS_LEASE && holder) {
        this.#ownHolders.add(holder);
      }
    };
    this.#leases.addHandler({ added: remember, updated: remember });
  }

  /** Deployments and Leases have been listed, or may not be read. */
  get settled(): boolean {
    return this.#deployments.settled && this.#leases.settled;
  }

  /** Deployments and Leases were listed. */
  get wasListed(): boolean {
    return this.#deployments.wasListed && this.#leases.wasListed;
  }

  /** Deployments and Leases are listed and watched. */
  get known(): boolean {
    return this.#deployments.known && this.#leases.known;
  }

  /** Deployments or Leases may not be read. */
  get forbidden(): boolean {
    return this.#deployments.forbidden || this.#leases.forbidden;
  }

  /** What has not been listed yet. */
  get pending(): string[] {
    return [this.#deployments, this.#leases].flatMap(
      ({ pending }) => pending ?? [],
    );
  }

  /** Whether the vendor's Deployment of a role exists, and who holds the role's Leases. */
  role(role: ControllerRole): VendorRole {
    const { leases, deployment } = VENDOR_ROLES[role];
    const installed = this.#deployments.get({
      namespace: this.#namespace,
      name: deployment,
    });
    const deploymentState = installed ? 'present' : 'absent';
    return {
      role,
      deployment: this.#deployments.readable ? deploymentState : 'unknown',
      holders: this.#leases.readable ? this.#holders(leases) : 'unknown',
    };
  }

  /** Whether an identity belongs to this project's controllers. */
  addOwnHolder(identity: string): void {
    this.#ownHolders.add(identity);
  }

  /** Calls back when a Deployment is added or deleted. Returns a function that unsubscribes. */
  onDeployments(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #holders(leases: readonly string[]): RoleHolder[] {
    return leases.flatMap(lease => {
      const { holder, holderSince: since } = this.#holder(lease);
      return holder
        ? [{ lease, holder, since, isOurs: this.#ownHolders.has(holder) }]
        : [];
    });
  }

  /** Who holds a Lease of the leader-election namespace now. */
  #holder(name: string): HeldLease {
    if (!this.#leases.readable) {
      return { lease: 'unknown' };
    }
    const lease = this.#leases.get({ namespace: this.#namespace, name });
    const holder = holderOf(lease);
    if (!holder) {
      return { lease: 'free' };
    }
    const spec = lease?.spec;
    const renewed = Date.parse(spec?.renewTime ?? '');
    const until = renewed + (spec?.leaseDurationSeconds ?? 15) * 1000;
    // Clocks differ, so a Lease counts as held for somewhat longer than its duration.
    const expired = !(this.#clock.now() < until + 60_000);
    return expired
      ? { lease: 'free' }
      : { lease: 'held', holder, holderSince: spec?.acquireTime };
  }

  /** The holder of our own Lease. */
  ownHolder(name: string): HeldLease {
    return this.#holder(name);
  }

  /** Whether an administrator handed this management cluster back to DPF. */
  get handedBack(): boolean {
    const own = this.#leases.get({
      namespace: this.#namespace,
      name: CONTROLLERS_LEASE,
    });
    return own?.metadata.annotations?.[HANDED_BACK_ANNOTATION] !== undefined;
  }

  /** The watched state of a Lease of the leader-election namespace, for an elector. */
  watchedLease(name: string): WatchedLease {
    let watched = this.#watchedLeases.get(name);
    if (!watched) {
      watched = new WatchedLease({ clock: this.#clock });
      this.#watchedLeases.set(name, watched);
    }
    return watched;
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#deployments.run(signal),
      this.#leases.run(signal),
    ]);
  }
}

/**
 * Reads the state of every role once. What cannot be read in time is unknown.
 *
 * @public
 */
export async function readVendorRoles(options: {
  client: KubeClient;
  namespace: string;
  clock: Clock;
}): Promise<VendorRole[]> {
  const { client, clock } = options;
  const serverGate = new ServerGate({ transport: client.transport, clock });
  const watch = new VendorWatch({
    ...options,
    serverGate,
    logger: silentLogger,
  });
  const stop = new AbortController();
  const running = watch.run(stop.signal);
  const deadline = clock.monotonic() + READ_TIMEOUT_MS;
  while (!watch.settled && clock.monotonic() < deadline) {
    await clock.sleep(READ_CHECK_MS);
  }
  stop.abort();
  await running;
  serverGate.dispose();
  return CONTROLLER_ROLES.map(role => watch.role(role));
}
