import { DpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { Finding } from '@dpf-portal/dpf-model';

/**
 * Long enough for a controller that has just restarted to take its Lease: until then “nobody handles it” is true but
 * passes by itself.
 */
const MUST_LAST_MS = 10_000;

/** Finds out that waiting cannot help: one blocking finding stays the same for a while. */
export class BlockingWatch {
  #code?: string;
  #since = 0;

  /** The finding that has blocked long enough, if any. */
  check({ item, source }: DpuClusterAnswer, now: number): Finding | undefined {
    // What was last seen of a cluster that is out of sight proves nothing.
    const finding = source.reachable
      ? item.findings.find(f => f.blocking)
      : undefined;
    if (finding?.code !== this.#code) {
      this.#code = finding?.code;
      this.#since = now;
    }
    return finding && now - this.#since >= MUST_LAST_MS ? finding : undefined;
  }
}
