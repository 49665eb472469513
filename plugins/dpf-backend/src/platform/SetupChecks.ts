import {
  ManagementClusterSetup,
  SetupCheck,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Clock } from '@dpf-portal/kube-controller';
import { HostedManagementCluster } from '../managementClusters/HostedManagementCluster';
import { sourceWithUnchecked } from '../reads/toManagementCluster';

const TIMEOUT_MS = 10_000;
/** So that several people who press “Check again” do not make one run after another. */
const AGAIN_AFTER_MS = 3_000;

interface Done {
  /** By the monotonic clock. */
  endedAt: number;
  checkedAt: string;
  checks: SetupCheck[];
}

/**
 * Checks the setup of management clusters. There is one run of each at a time, which everybody who asks shares, and its
 * answer is kept for a while.
 */
export class SetupChecks {
  readonly #clock: Clock;
  readonly #keptMs: number;
  readonly #running = new Map<string, Promise<Done>>();
  readonly #done = new Map<string, Done>();

  constructor(options: { clock: Clock; keptMs: number }) {
    this.#clock = options.clock;
    this.#keptMs = options.keptMs;
  }

  /** Answers within ten seconds, whatever the management cluster does. */
  async of(
    hosted: HostedManagementCluster,
    options: {
      /** Do not answer from the last run. */
      again: boolean;
    },
  ): Promise<ManagementClusterSetup> {
    const { name } = hosted.settings;
    const last = this.#done.get(name);
    const keptMs = options.again
      ? Math.min(AGAIN_AFTER_MS, this.#keptMs)
      : this.#keptMs;
    const isKept =
      last !== undefined && this.#clock.monotonic() - last.endedAt < keptMs;
    const [source, { checkedAt, checks }] = await Promise.all([
      sourceWithUnchecked(hosted),
      isKept ? last : this.#run(hosted),
    ]);
    return { source, checkedAt, checks };
  }

  #run(hosted: HostedManagementCluster): Promise<Done> {
    const { name } = hosted.settings;
    const running = this.#running.get(name);
    if (running) {
      return running;
    }
    const started = this.#check(hosted).finally(() =>
      this.#running.delete(name),
    );
    this.#running.set(name, started);
    return started;
  }

  async #check(hosted: HostedManagementCluster): Promise<Done> {
    const over = new AbortController();
    const timer = this.#clock.setTimeout(
      () => over.abort(new Error('There was no answer within 10 s.')),
      TIMEOUT_MS,
    );
    try {
      const checks = await hosted.checkSetup(over.signal);
      const done = {
        endedAt: this.#clock.monotonic(),
        checkedAt: new Date(this.#clock.now()).toISOString(),
        checks,
      };
      this.#done.set(hosted.settings.name, done);
      return done;
    } finally {
      this.#clock.clearTimeout(timer);
      // Requests of checks that were not waited for end too.
      over.abort();
    }
  }
}
