import { KnownDpuSelectors } from '@dpf-portal/dpf-model';
import { readDpuSelectors } from '@dpf-portal/dpf-world';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';

const FRESH_MS = 60_000;
/** A first answer is waited for this long. */
const WAIT_MS = 2_000;

interface Entry {
  known?: KnownDpuSelectors;
  readAt: number;
  reading?: Promise<void>;
}

/**
 * The DPUSets and DPUDeployments of management clusters, listed at most once a minute while somebody looks at DPUs. They
 * are not watched, because no finding depends on them. An older answer is used while a new one is read.
 */
export class KnownDpuSets {
  readonly #entries = new WeakMap<
    HostedManagementCluster,
    Map<string, Entry>
  >();

  /** By API group. A group is absent while its DPUSets are not known; no server delays this for long. */
  async of(
    hosted: HostedManagementCluster,
  ): Promise<ReadonlyMap<string, KnownDpuSelectors>> {
    const { connection } = hosted;
    const groups = connection.capabilities()?.dpuGroups ?? [];
    const found = new Map<string, KnownDpuSelectors>();
    for (const group of groups) {
      const entry = this.#refresh(hosted, group);
      if (!entry.known && entry.reading) {
        const waited = new AbortController();
        await Promise.race([
          entry.reading,
          connection.clock.sleep(WAIT_MS, waited.signal),
        ]);
        waited.abort();
      }
      if (entry.known) {
        found.set(group, entry.known);
      }
    }
    return found;
  }

  #refresh(hosted: HostedManagementCluster, group: string): Entry {
    const { connection } = hosted;
    const entries = this.#entries.get(hosted) ?? new Map<string, Entry>();
    this.#entries.set(hosted, entries);
    const entry = entries.get(group) ?? { readAt: -Infinity };
    entries.set(group, entry);
    const now = connection.clock.monotonic();
    if (
      !entry.reading &&
      now - entry.readAt >= FRESH_MS &&
      connection.status().reachable
    ) {
      entry.readAt = now;
      entry.reading = readDpuSelectors({
        client: connection.client,
        group,
        namespace: connection.leaderElectionNamespace,
      })
        .then(known => {
          entry.known = known;
        })
        // What was known stays, and the next reader after a minute asks again.
        .catch(() => {})
        .finally(() => {
          entry.reading = undefined;
        });
    }
    return entry;
  }
}
