import {
  LoggerService,
  SchedulerServiceTaskRunner,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { EventsService } from '@backstage/plugin-events-node';
import {
  DPU_CLUSTERS_EVENT_TOPIC,
  DpuClustersEventPayload,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { sentence, withinSentence } from '@dpf-portal/dpf-model';
import { DpuClusterEntityProvider } from './DpuClusterEntityProvider';
import { Sleep } from './watchForEntity';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Changes within this time are read and written together. */
const TOGETHER_MS = 1_000;
/** The replica that answers may see a change later than the one that announced it. */
const SECOND_LOOK_MS = 5_000;

/**
 * Triggers the reads of one provider: at the start until one succeeds, after each announced change, and on schedule.
 */
export class EntitySync {
  readonly #provider: DpuClusterEntityProvider;
  readonly #managementCluster: string;
  readonly #logger: LoggerService;
  readonly #sleep: Sleep;
  readonly #signal: AbortSignal;
  readonly #changed = new Set<string>();
  #isReading = false;

  constructor(options: {
    provider: DpuClusterEntityProvider;
    managementCluster: string;
    logger: LoggerService;
    sleep: Sleep;
    /** Stops all reads. */
    signal: AbortSignal;
  }) {
    this.#provider = options.provider;
    this.#managementCluster = options.managementCluster;
    this.#logger = options.logger;
    this.#sleep = options.sleep;
    this.#signal = options.signal;
  }

  /** Subscribes to announced changes. */
  async listen(events: EventsService): Promise<void> {
    await events.subscribe({
      id: this.#provider.getProviderName(),
      topics: [DPU_CLUSTERS_EVENT_TOPIC],
      onEvent: async ({ eventPayload }) => {
        const uids = this.#uidsIn(eventPayload);
        if (uids.length) {
          uids.forEach(uid => this.#changed.add(uid));
          // Not awaited, because the event bus must not wait for the second read.
          void this.#readChanged();
        }
      },
    });
  }

  /** Reads all clusters on schedule. */
  async schedule(runner: SchedulerServiceTaskRunner): Promise<void> {
    await runner.run({
      id: `${this.#provider.getProviderName()}:refresh`,
      fn: async () => {
        await this.#attempt('read', () => this.#provider.refresh());
      },
    });
  }

  /**
   * Reads all clusters until one read succeeds. The dpf back end may start after the catalog, or sync its management
   * cluster later.
   */
  async start(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    let failed: string | undefined;
    while (!this.#signal.aborted) {
      try {
        if (await this.#provider.refresh()) {
          return;
        }
      } catch (error) {
        const failure = stringifyError(error);
        if (failure !== failed) {
          failed = failure;
          this.#logger.info(
            `DPU clusters of ${
              this.#managementCluster
            } cannot be read yet (${withinSentence(failure)}). Trying again.`,
          );
        }
      }
      await this.#pause(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  #uidsIn(payload: unknown): string[] {
    const { managementCluster, uids } = (payload ??
      {}) as Partial<DpuClustersEventPayload>;
    return managementCluster === this.#managementCluster && Array.isArray(uids)
      ? uids
      : [];
  }

  /** Reads the first change at once, and those that follow together. */
  async #readChanged(): Promise<void> {
    if (this.#isReading) {
      return;
    }
    this.#isReading = true;
    while (this.#changed.size && !this.#signal.aborted) {
      const uids = [...this.#changed];
      this.#changed.clear();
      await this.#attempt('update', () => this.#provider.update(uids));
      void this.#lookAgain(uids);
      await this.#pause(TOGETHER_MS);
    }
    this.#isReading = false;
  }

  async #lookAgain(uids: string[]): Promise<void> {
    await this.#pause(SECOND_LOOK_MS);
    if (!this.#signal.aborted) {
      await this.#attempt('update', () => this.#provider.update(uids));
    }
  }

  async #attempt(what: string, work: () => Promise<boolean>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#logger.warn(
        `Could not ${what} the entities of ${
          this.#managementCluster
        }: ${sentence(
          stringifyError(error),
        )} The next full read makes up for it.`,
      );
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await this.#sleep(milliseconds, this.#signal).catch(() => undefined);
  }
}
