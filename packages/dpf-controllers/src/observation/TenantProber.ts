import {
  KubeconfigSecretState,
  TenantObservation,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { Clock, Logger } from '@dpf-portal/kube-controller';
import { AddressFence } from '../tenant/AddressFence';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { TenantAccess } from '../tenant/TenantAccess';
import { PathGuard } from './PathGuard';
import { ProbePool } from './ProbePool';
import { ProbeTarget } from './ProbeTarget';
import { TenantProbe } from './TenantProbe';
import { TenantWatch, TenantWatchHost } from './TenantWatch';

const CONCURRENCY = 16;

/** @public */
export interface TenantProberOptions {
  secrets: KubeconfigSecrets;
  access: TenantAccess;
  fence: AddressFence;
  intervalMs: number;
  timeoutMs?: number;
  clock: Clock;
  logger: Logger;
  /** 0 ≤ x < 1; for tests. */
  random?: () => number;
  /** Health, reason, server, version or nodes of a tenant changed. */
  onChange: (uid: string) => void;
}

/** Watches the health of all tenants of one management cluster. One tenant never delays another. */
export class TenantProber implements TenantWatchHost {
  readonly clock: Clock;
  readonly #options: TenantProberOptions;
  readonly #pool = new ProbePool(CONCURRENCY);
  readonly #watches = new Map<string, TenantWatch>();
  readonly #guard: PathGuard;
  #intervalMs: number;
  #inDoubtSince?: number;

  constructor(options: TenantProberOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.#intervalMs = options.intervalMs;
    this.#guard = new PathGuard({
      watches: () => this.#watches.values(),
      random: () => this.random(),
      onChange: inDoubt => {
        this.#inDoubtSince = inDoubt ? options.clock.now() : undefined;
        if (inDoubt) {
          options.logger.warn(
            'Most DPU clusters stopped answering at once; their states are frozen until the way to them is back',
          );
        } else {
          options.logger.info('The way to the DPU clusters is back');
        }
      },
    });
  }

  /** Starts probing at once, or follows a change of the target. */
  watch(target: ProbeTarget): void {
    const known = this.#watches.get(target.uid);
    if (known) {
      known.retarget(target);
      return;
    }
    const probe = new TenantProbe(this.#options);
    this.#watches.set(target.uid, new TenantWatch(this, probe, target));
  }

  unwatch(uid: string): void {
    this.#watches.get(uid)?.stop();
    this.#watches.delete(uid);
  }

  stop(): void {
    for (const uid of [...this.#watches.keys()]) {
      this.unwatch(uid);
    }
  }

  /** The Secret changed: what was known of it is no longer so. */
  secretChanged(namespace: string, name: string): void {
    for (const watch of this.#watches.values()) {
      if (
        watch.target.namespace === namespace &&
        watch.target.secretName === name
      ) {
        watch.probeNow();
      }
    }
  }

  setIntervalMs(intervalMs: number): void {
    this.#intervalMs = intervalMs;
  }

  observation(uid: string): TenantObservation | undefined {
    return this.#watches.get(uid)?.observation;
  }

  readyNodes(uid: string): ReadonlySet<string> | undefined {
    return this.#watches.get(uid)?.readyNodes;
  }

  secretState(uid: string): KubeconfigSecretState | undefined {
    return this.#watches.get(uid)?.probe.secret?.state;
  }

  /** Set while the way to the tenants, and not they, is the likely culprit. */
  get pathProblem(): string | undefined {
    return this.#guard.inDoubt
      ? 'Most DPU clusters stopped answering at once: the way to them is in doubt.'
      : undefined;
  }

  /** Wall milliseconds. */
  get pathInDoubtSince(): number | undefined {
    return this.#inDoubtSince;
  }

  /** Of tenants that accept connections and do not answer in time. */
  hangingUids(): string[] {
    return [...this.#watches.values()]
      .filter(
        ({ observation: { health, reason } }) =>
          health === 'unhealthy' && reason === 'Slow',
      )
      .map(({ uid }) => uid);
  }

  intervalMs(): number {
    return this.#intervalMs;
  }

  random(): number {
    return (this.#options.random ?? Math.random)();
  }

  enqueue(run: () => Promise<void>): void {
    this.#pool.add(run);
  }

  pathInDoubt(watch: TenantWatch): Promise<boolean> {
    return this.#guard.suspect(watch);
  }

  hit(_watch: TenantWatch): void {
    this.#guard.hit();
  }

  changed(watch: TenantWatch): void {
    this.#options.onChange(watch.uid);
  }
}
