import { ManagementClusterHandle } from './ManagementClusterHandle';

/** The management clusters this portal knows, by name. Locators may add some after start. */
export class ManagementClusters {
  readonly #byName = new Map<string, ManagementClusterHandle>();
  readonly #listeners = new Set<(handle: ManagementClusterHandle) => void>();

  /** Throws when the name is taken: names are part of references. */
  add(handle: ManagementClusterHandle): void {
    const { name } = handle.settings;
    if (this.#byName.has(name)) {
      throw new Error(`Management cluster "${name}" is there twice.`);
    }
    this.#byName.set(name, handle);
    this.#listeners.forEach(listener => listener(handle));
  }

  get(name: string): ManagementClusterHandle | undefined {
    return this.#byName.get(name);
  }

  list(): ManagementClusterHandle[] {
    return [...this.#byName.values()];
  }

  /** Calls the listener for every management cluster, now and as they come. */
  onAdded(listener: (handle: ManagementClusterHandle) => void): void {
    this.list().forEach(listener);
    this.#listeners.add(listener);
  }
}
