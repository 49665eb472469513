import { ControllerRole } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  CORE_RESOURCES,
  Clock,
  KubeClient,
  LeaseObject,
  Logger,
  ServerGate,
  WatchedLease,
  holderOf,
} from '@dpf-portal/kube-controller';
import { ResourceView } from './ResourceView';
import {
  CONTROLLERS_LEASE,
  HANDED_BACK_ANNOTATION,
  VENDOR_ROLES,
} from './vendorRoles';
import { trimDeployment, trimLease } from './trim';
import { Deployment } from './vendorObjects';

/** What can be seen of the vendor's own controller of one role. @public */
export interface VendorRole {
  role: ControllerRole;
  /** `unknown`: Deployments may not be read; counts as present. */
  deployment: 'present' | 'absent' | 'unknown';
  /** `unknown`: Leases may not be read. */
  lease: 'held' | 'free' | 'unknown';
  /** Who holds the role's Lease. */
  holder?: string;
  /** When the holder took it, by the holder's clock; RFC 3339. */
  holderSince?: string;
  /** The holder is, or was, an instance of this project's controllers. */
  holderIsOurs?: boolean;
}

/** Who holds a Lease. @public */
export type HeldLease = Pick<VendorRole, 'lease' | 'holder' | 'holderSince'>;

/** Watches the vendor's Deployments and Leases in the leader-election namespace. */
export class VendorWatch {
  readonly #deployments: ResourceView<Deployment>;
  readonly #leases: ResourceView<LeaseObject>;
  readonly #namespace: string;
  readonly #clock: Clock;
  /** Every holder that our own Lease was seen to have. */
  readonly #ownHolders = new Set<string>();
  readonly #watchedLeases = new Map<string, WatchedLease>();

  constructor(options: {
    client: KubeClient;
    namespace: string;
    serverGate: ServerGate;
    clock: Clock;
    logger: Logger;
    onChange: () => void;
  }) {
    const { namespace, onChange, ...shared } = options;
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
    this.#deployments.addHandler({ added: onChange, deleted: onChange });
    const remember = (lease: LeaseObject) => {
      const holder = holderOf(lease);
      if (lease.metadata.name === CONTROLLERS_LEASE && holder) {
        this.#ownHolders.add(holder);
      }
    };
    this.#leases.addHandler({ added: remember, updated: remember });
  }

  /** Deployments and Leases have been listed, or may not be. */
  get settled(): boolean {
    return this.#deployments.settled && this.#leases.settled;
  }

  role(role: ControllerRole): VendorRole {
    const { lease, deployment } = VENDOR_ROLES[role];
    const installed = this.#deployments.get({
      namespace: this.#namespace,
      name: deployment,
    });
    const held = this.#holder(lease);
    const { holder = '' } = held;
    const deploymentState = installed ? 'present' : 'absent';
    return {
      role,
      deployment: this.#deployments.readable ? deploymentState : 'unknown',
      ...held,
      holderIsOurs: this.#ownHolders.has(holder),
    };
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
    // Clocks differ: a Lease counts as held somewhat longer than it says.
    const expired = !(this.#clock.now() < until + 60_000);
    return expired
      ? { lease: 'free' }
      : { lease: 'held', holder, holderSince: spec?.acquireTime };
  }

  /** Who runs our own controllers on this management cluster. */
  ownHolder(name: string): HeldLease {
    return this.#holder(name);
  }

  /** Have our own controllers been told to leave this management cluster to DPF? */
  get handedBack(): boolean {
    const own = this.#leases.get({
      namespace: this.#namespace,
      name: CONTROLLERS_LEASE,
    });
    return own?.metadata.annotations?.[HANDED_BACK_ANNOTATION] !== undefined;
  }

  /** A Lease of the leader-election namespace as it is watched here, for those who want to hold it. */
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
