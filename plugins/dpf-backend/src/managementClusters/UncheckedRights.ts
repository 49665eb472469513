import { Unchecked } from '@dpf-portal/dpf-model';
import {
  ManagementClusterConnection,
  readUnchecked,
} from '@dpf-portal/dpf-world';
import { sharedByAll } from './auditIds';

/** A right is granted or withdrawn rarely; what is watched shows it at once. */
const FRESH_MS = 5 * 60_000;
/** An answer about rights that have just changed is waited for this long. */
const WAIT_MS = 2_000;

/**
 * What the portal does not check on one management cluster, because it lacks a right. The API server is asked when somebody
 * looks, at most every five minutes, and when something that is watched is refused or may be read again.
 */
export class UncheckedRights {
  readonly #connection: ManagementClusterConnection;
  readonly #namespaces?: readonly string[];
  #known: readonly Unchecked[] = [];
  #askedAt = -Infinity;
  #refusals?: string;
  #asking?: Promise<void>;

  constructor(options: {
    connection: ManagementClusterConnection;
    /** Namespaces that are watched; all when left out. */
    namespaces?: readonly string[];
  }) {
    this.#connection = options.connection;
    this.#namespaces = options.namespaces;
  }

  /** The last answer that is known; no server delays this for long. Never rejects. */
  async known(): Promise<readonly Unchecked[]> {
    const { clock } = this.#connection;
    const hasChanged = this.#refresh();
    if (this.#asking && hasChanged) {
      const waited = new AbortController();
      await Promise.race([this.#asking, clock.sleep(WAIT_MS, waited.signal)]);
      waited.abort();
    }
    return this.#known;
  }

  /** Asks again where it is time. True where the last answer is not right any more. */
  #refresh(): boolean {
    const connection = this.#connection;
    const { reachable, synced } = connection.status();
    const now = connection.clock.monotonic();
    const refusals = connection.refusals.join(' ');
    const hasChanged = refusals !== this.#refusals;
    if (
      reachable &&
      synced &&
      (hasChanged || (!this.#asking && now - this.#askedAt >= FRESH_MS))
    ) {
      this.#askedAt = now;
      this.#refusals = refusals;
      const asking = sharedByAll(() => this.#ask()).finally(() => {
        if (this.#asking === asking) {
          this.#asking = undefined;
        }
      });
      this.#asking = asking;
    }
    return hasChanged;
  }

  async #ask(): Promise<void> {
    try {
      this.#known = await readUnchecked(this.#connection, {
        namespaces: this.#namespaces,
      });
    } catch {
      // What was known stays, and the next reader asks again.
      this.#askedAt = -Infinity;
      this.#refusals = undefined;
    }
  }
}
