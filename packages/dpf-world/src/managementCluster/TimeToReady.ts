import { DpuCluster } from '@dpf-portal/dpf-model';

const KEEP = 100;

/** The usual time from creation to Ready of kamaji clusters here, measured from observed transitions. */
export class TimeToReady {
  readonly #durations: number[] = [];
  #median?: number;

  /** To be called with every change of a DPUCluster. */
  observe(cluster: DpuCluster, old: DpuCluster | undefined, now: number): void {
    const becameReady =
      old !== undefined &&
      old.status?.phase !== 'Ready' &&
      old.status?.phase !== 'NotReady' &&
      cluster.status?.phase === 'Ready';
    const created = Date.parse(cluster.metadata.creationTimestamp ?? '');
    if (
      !becameReady ||
      cluster.spec.type !== 'kamaji' ||
      !Number.isFinite(created)
    ) {
      return;
    }
    this.#durations.push(Math.max(0, now - created));
    if (this.#durations.length > KEEP) {
      this.#durations.shift();
    }
    const sorted = [...this.#durations].sort((a, b) => a - b);
    this.#median = sorted[Math.floor(sorted.length / 2)];
  }

  get medianMs(): number | undefined {
    return this.#median;
  }
}
