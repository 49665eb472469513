import { DpuClusterAnswer } from '../api/DpuClusterView';
import { Finding } from '@dpf-portal/dpf-model';

/**
 * A blocking finding must last this long. A controller that has just restarted needs time to acquire its Lease; until
 * then "no controller manages this type" is true but temporary.
 */
const MUST_LAST_MS = 10_000;

/** Detects that waiting cannot help: the same blocking finding lasts for a while. */
export class BlockingWatch {
  #code?: string;
  #since = 0;

  /** Returns the blocking finding that has lasted long enough, if any. */
  check({ item, source }: DpuClusterAnswer, now: number): Finding | undefined {
    // Stale data of an unreachable management cluster does not count.
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
