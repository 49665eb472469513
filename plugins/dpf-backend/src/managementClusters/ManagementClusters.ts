import { HostedManagementCluster } from './HostedManagementCluster';

/** The management clusters of this portal, by name. Locators may add some after start. */
export class ManagementClusters {
  readonly #byName = new Map<string, HostedManagementCluster>();
  readonly #listeners = new Set<(hosted: HostedManagementCluster) => void>();

  /** Throws when the name exists already, because names are part of references. */
  add(hosted: HostedManagementCluster): void {
    const { name } = hosted.settings;
    if (this.#byName.has(name)) {
      throw new Error(`Management cluster "${name}" is there twice.`);
    }
    this.#byName.set(name, hosted);
    this.#listeners.forEach(listener => listener(hosted));
  }

  get(name: string): HostedManagementCluster | undefined {
    return this.#byName.get(name);
  }

  list(): HostedManagementCluster[] {
    return [...this.#byName.values()];
  }

  /** Calls the listener for every management cluster, now and when one is added. */
  onAdded(listener: (hosted: HostedManagementCluster) => void): void {
    this.list().forEach(listener);
    this.#listeners.add(listener);
  }
}
