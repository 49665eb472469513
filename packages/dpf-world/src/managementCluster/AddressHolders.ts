import {
  AddressHolder,
  ConfigMap,
  DpuCluster,
  Service,
  addressOfServer,
  canonicalAddress,
  nodeAddresses,
  readClusterInfo,
  serviceAddresses,
} from '@dpf-portal/dpf-model';
import {
  CORE_RESOURCES,
  Clock,
  KubeClient,
  Logger,
  isForbidden,
  messageOf,
} from '@dpf-portal/kube-controller';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { OURS_SELECTOR } from '../childNames';
import { addressKey } from './indexes';
import { WatchedStores } from './WatchedStores';

/** How often Services are listed although nobody asks. They are not watched, because a management cluster may have many. */
const SLOW_PASS_MS = 5 * 60_000;
const RETRY_MS = 30_000;
/** kubeadm's own description of the management cluster: it names the address at which the nodes reach the API server. */
const CLUSTER_INFO = { namespace: 'kube-public', name: 'cluster-info' };

/** Ours are watched. */
const NOT_OURS = OURS_SELECTOR.replace('=', '!=');

type ServiceHolder = Extract<AddressHolder, { kind: 'Service' }>;

/**
 * Knows what has an address besides the control planes of kamaji clusters: nodes, Services, the management API and the
 * API servers of other clusters. Nodes are watched; Services are listed when asked for, and on a slow pass.
 *
 * @public
 */
export class AddressHolders {
  readonly #client: KubeClient;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #stores: WatchedStores;
  readonly #namespaces?: readonly string[];
  readonly #onChange: (address: string) => void;
  readonly #managementApi = new Set<string>();
  #services = new Map<string, ServiceHolder[]>();
  #servicesForbidden = false;
  #hasListed = false;
  /** The list that runs, or ran last, and the one that starts after it. */
  #current = Promise.resolve(false);
  #next?: Promise<boolean>;
  /** The address of each API server that is not of a kamaji cluster, by the uid of its cluster. */
  readonly #serverOf = new Map<string, string>();
  /** The reverse: the uids of clusters by the address of their API server. */
  readonly #served = new Map<string, Set<string>>();
  readonly #sources: Array<(address: string) => readonly AddressHolder[]> = [];

  constructor(options: {
    client: KubeClient;
    clock: Clock;
    logger: Logger;
    stores: WatchedStores;
    /** The namespaces that are watched. Default: all. */
    namespaces?: readonly string[];
    /** Something else has this address now, or nothing any more. */
    onChange: (address: string) => void;
  }) {
    this.#client = options.client;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#stores = options.stores;
    this.#namespaces = options.namespaces;
    this.#onChange = options.onChange;
    const own = addressOfServer(options.client.transport.server);
    if (own) {
      this.#managementApi.add(own);
    }
  }

  /** Adds what is not on this management cluster. The address is in its canonical spelling. */
  addSource(source: (address: string) => readonly AddressHolder[]): void {
    this.#sources.push(source);
  }

  /** Lists Services on a slow pass until the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const isListed = await this.refresh();
      if (isListed) {
        await this.#resolveServer();
        await this.#readClusterInfo();
        this.#hasListed = true;
      }
      await this.#clock.sleep(isListed ? SLOW_PASS_MS : RETRY_MS, signal);
    }
  }

  /**
   * Lists the Services; calls that wait at the same time share a list that starts after each of them. False when that
   * failed: the last known ones count. Never rejects.
   */
  async refresh(): Promise<boolean> {
    this.#next ??= this.#current.then(() => {
      this.#next = undefined;
      this.#current = this.#tryList();
      return this.#current;
    });
    return this.#next;
  }

  /** Resolves when the lists that were asked for have ended. Never rejects. */
  async listed(): Promise<void> {
    await (this.#next ?? this.#current);
  }

  /** Services have been listed once, or may not be read, and the address of the management API was looked for. */
  get hasListed(): boolean {
    return this.#hasListed;
  }

  /** What has the address, in any spelling. */
  of(address: string): AddressHolder[] {
    const key = addressKey(address);
    const holders: AddressHolder[] = this.#stores.nodes
      .byIndex('address', key)
      .map(({ metadata: { name } }) => ({ kind: 'Node', name }));
    if (this.#managementApi.has(key)) {
      holders.push({ kind: 'ManagementApi' });
    }
    holders.push(
      ...this.#stores.services.byIndex('address', key).map(toHolder),
      ...(this.#services.get(key) ?? []),
    );
    for (const uid of this.#served.get(key) ?? []) {
      const [cluster] = this.#stores.clustersByIndex('uid', uid);
      if (cluster) {
        holders.push({ kind: 'ApiServer', cluster });
      }
    }
    return [...holders, ...this.#sources.flatMap(source => source(key))];
  }

  /** Everything that has an address, except other clusters' control planes. */
  all(): Array<{ address: string; holder: AddressHolder }> {
    const { nodes, services } = this.#stores;
    const addresses = new Set([
      ...nodes.list().flatMap(nodeAddresses),
      ...services.list().flatMap(serviceAddresses),
      ...this.#managementApi,
      ...this.#services.keys(),
      ...this.#served.keys(),
    ]);
    return [...addresses].flatMap(address =>
      this.of(address).map(holder => ({ address, holder })),
    );
  }

  /** What may not be read, so that its addresses do not count. */
  get unreadable(): string[] {
    const { nodes } = this.#stores;
    return [
      ...(nodes.settled && !nodes.readable ? ['nodes'] : []),
      ...(this.#servicesForbidden ? ['Services'] : []),
    ];
  }

  /** To be called when the server of a cluster was observed. */
  observed({ metadata, spec }: DpuCluster, server: string | undefined): void {
    const address =
      spec.type === 'kamaji' || server === undefined
        ? undefined
        : addressOfServer(server);
    this.#setServer(metadata.uid ?? '', address);
  }

  /** To be called when the cluster was deleted. */
  forget({ metadata }: DpuCluster): void {
    this.#setServer(metadata.uid ?? '', undefined);
  }

  #setServer(uid: string, address: string | undefined): void {
    const before = this.#serverOf.get(uid);
    if (before === address) {
      return;
    }
    if (before !== undefined) {
      const uids = this.#served.get(before);
      uids?.delete(uid);
      if (!uids?.size) {
        this.#served.delete(before);
      }
      this.#serverOf.delete(uid);
      this.#onChange(before);
    }
    if (address !== undefined) {
      const uids = this.#served.get(address) ?? new Set();
      this.#served.set(address, uids.add(uid));
      this.#serverOf.set(uid, address);
      this.#onChange(address);
    }
  }

  async #tryList(): Promise<boolean> {
    try {
      await this.#list();
      return true;
    } catch (error) {
      this.#logger.debug('The addresses of Services were not read', {
        problem: messageOf(error),
      });
      return false;
    }
  }

  async #list(): Promise<void> {
    const services = await this.#listServices();
    this.#servicesForbidden = services === undefined;
    const before = this.#services;
    this.#services = byAddress(services ?? []);
    for (const address of new Set([
      ...before.keys(),
      ...this.#services.keys(),
    ])) {
      const [old, current] = [before, this.#services].map(all =>
        JSON.stringify(all.get(address)),
      );
      if (old !== current) {
        this.#onChange(address);
      }
    }
  }

  /** `undefined`: they may not be read. With rights in the watched namespaces only, the Services of these. */
  async #listServices(): Promise<Service[] | undefined> {
    try {
      return await this.#client.listAll<Service>(CORE_RESOURCES.services, {
        labelSelector: NOT_OURS,
      });
    } catch (error) {
      if (!isForbidden(error)) {
        throw error;
      }
    }
    const lists = (this.#namespaces ?? []).map(async namespace => {
      try {
        return await this.#client.listAll<Service>(CORE_RESOURCES.services, {
          namespace,
          labelSelector: NOT_OURS,
        });
      } catch (error) {
        if (isForbidden(error)) {
          return undefined;
        }
        throw error;
      }
    });
    const read = (await Promise.all(lists)).filter(list => list !== undefined);
    return read.length ? read.flat() : undefined;
  }

  /** Where the kubeconfig has a name, its addresses; behind a proxy it may have none here. */
  async #resolveServer(): Promise<void> {
    const { hostname } = new URL(this.#client.transport.server);
    if (isIP(hostname.replace(/[[\]]/g, ''))) {
      return;
    }
    const found = await lookup(hostname, { all: true }).catch(() => []);
    for (const { address } of found) {
      this.#addManagementApi(canonicalAddress(address));
    }
  }

  #addManagementApi(address: string | undefined): void {
    if (address && !this.#managementApi.has(address)) {
      this.#managementApi.add(address);
      this.#onChange(address);
    }
  }

  async #readClusterInfo(): Promise<void> {
    try {
      const { data } = await this.#client.get<ConfigMap>(
        CORE_RESOURCES.configMaps,
        CLUSTER_INFO,
      );
      const { server } = readClusterInfo(data?.kubeconfig ?? '') ?? {};
      this.#addManagementApi(server && addressOfServer(server));
    } catch {
      // Not every management cluster was made by kubeadm, and not every identity may read it.
    }
  }
}

function toHolder({ metadata }: Service): ServiceHolder {
  const { namespace = '', name, ownerReferences = [] } = metadata;
  return {
    kind: 'Service',
    namespace,
    name,
    owners: ownerReferences.map(({ kind, name: owner, uid }) => ({
      kind,
      name: owner,
      uid,
    })),
  };
}

function byAddress(services: readonly Service[]): Map<string, ServiceHolder[]> {
  const found = new Map<string, ServiceHolder[]>();
  for (const service of services) {
    const holder = toHolder(service);
    for (const address of serviceAddresses(service)) {
      found.set(address, [...(found.get(address) ?? []), holder]);
    }
  }
  return found;
}
