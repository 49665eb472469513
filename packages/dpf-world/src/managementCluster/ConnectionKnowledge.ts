import { DpuCluster, WatchedKind } from '@dpf-portal/dpf-model';
import { ServerGate } from '@dpf-portal/kube-controller';
import { VendorWatch } from '../roles/VendorWatch';
import { AddressHolders } from './AddressHolders';
import { CapabilityWatch } from './CapabilityWatch';
import { KeepalivedConfigs } from './KeepalivedConfigs';
import { describePending } from './ResourceView';
import { TenantHealth } from './TenantHealth';
import { WatchedStores } from './WatchedStores';

/** How fresh the stores are. @public */
export interface ConnectionStatus {
  reachable: boolean;
  /** It starts together with this process and has not answered yet; `reachable` is false meanwhile. */
  starting: boolean;
  synced: boolean;
  /** Wall milliseconds of the last answer. */
  observedAt?: number;
  /** Why it is not reachable; one sentence. */
  problem?: string;
  /** Set while the network path to all tenants, and not a tenant, is probably broken. */
  tenantPathProblem?: string;
  /** Since when the path is probably broken; wall milliseconds. */
  tenantPathProblemSince?: number;
}

/** What the knowledge of one management cluster consists of. */
export interface ConnectionParts {
  /** The server starts together with this process. */
  startsWithPortal: boolean;
  serverGate: ServerGate;
  capabilities: CapabilityWatch;
  stores: WatchedStores;
  vendor: VendorWatch;
  tenants: TenantHealth;
  keepalivedConfigs: KeepalivedConfigs;
  addressHolders: AddressHolders;
}

/** How much of one management cluster has been read: what is listed, what is pending, and what may not be read. */
export class ConnectionKnowledge {
  readonly #parts: ConnectionParts;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** As `ManagementClusterConnection.operatorConfigSettled`. */
  get operatorConfigSettled(): boolean {
    const { operatorConfigs } = this.#parts.stores;
    return this.#discovered && (operatorConfigs?.settled ?? true);
  }

  /** As `ManagementClusterConnection.synced`. */
  get synced(): boolean {
    return this.#discovered && this.#parts.stores.settled;
  }

  /** As `ManagementClusterConnection.complete`. */
  get complete(): boolean {
    const { vendor, keepalivedConfigs, addressHolders } = this.#parts;
    return (
      this.synced &&
      vendor.settled &&
      keepalivedConfigs.settled &&
      addressHolders.hasListed
    );
  }

  /** As `ManagementClusterConnection.pending`. */
  get pending(): string[] {
    const { capabilities, stores, vendor } = this.#parts;
    return [
      ...(this.#discovered
        ? []
        : [describePending('served APIs', capabilities.problem)]),
      ...stores.pending,
      ...vendor.pending,
    ];
  }

  /** As `ManagementClusterConnection.refusals`. */
  get refusals(): string[] {
    const { stores, tenants, vendor } = this.#parts;
    return [
      ...stores.forbidden,
      ...tenants.unreadableSecrets.map(namespace => `secrets/${namespace}`),
      ...(vendor.forbidden ? ['roles'] : []),
    ];
  }

  /** As `ManagementClusterConnection.status`. */
  status(): ConnectionStatus {
    const { serverGate, stores, tenants } = this.#parts;
    const { lastContactAt } = serverGate;
    const reachable = serverGate.isOpen() && lastContactAt !== undefined;
    return {
      reachable,
      starting: this.#starting,
      synced: this.synced,
      observedAt: latest([lastContactAt, ...stores.lastSeenAt()]),
      problem: reachable ? undefined : this.#whyNotReachable(),
      tenantPathProblem: tenants.prober.pathProblem,
      tenantPathProblemSince: tenants.prober.pathProblemSince,
    };
  }

  /** As `World.isKnown`. */
  isKnown(kind: WatchedKind, cluster?: DpuCluster): boolean {
    return this.#parts.serverGate.isOpen() && this.#has('known', kind, cluster);
  }

  /** As `World.wasListed`. */
  wasListed(kind: WatchedKind, cluster?: DpuCluster): boolean {
    return this.#has('wasListed', kind, cluster);
  }

  #has(
    knowledge: 'known' | 'wasListed',
    kind: WatchedKind,
    cluster?: DpuCluster,
  ): boolean {
    const { stores, tenants, vendor } = this.#parts;
    if (!this.#discovered) {
      return false;
    }
    if (kind === 'secrets') {
      const clusters = cluster ? [cluster] : stores.allClusters();
      return clusters.every(({ metadata }) =>
        tenants.knowsSecretsIn(metadata.namespace ?? ''),
      );
    }
    return kind === 'roles'
      ? vendor[knowledge]
      : stores.viewsOf(kind, cluster).every(view => view[knowledge]);
  }

  /** The server has been asked which APIs it serves. */
  get #discovered(): boolean {
    return this.#parts.capabilities.current !== undefined;
  }

  get #starting(): boolean {
    const { startsWithPortal, serverGate } = this.#parts;
    return startsWithPortal && serverGate.lastContactAt === undefined;
  }

  #whyNotReachable(): string | undefined {
    const { serverGate } = this.#parts;
    if (this.#starting) {
      return 'The management cluster is starting.';
    }
    return serverGate.lastContactAt === undefined
      ? 'The management cluster has not answered yet.'
      : serverGate.reason;
  }
}

function latest(times: ReadonlyArray<number | undefined>): number | undefined {
  const known = times.filter((time): time is number => time !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
