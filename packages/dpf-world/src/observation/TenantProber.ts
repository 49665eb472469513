import {
  KubeconfigSecretState,
  TenantObservation,
} from '@dpf-portal/dpf-model';
import { Clock, Logger } from '@dpf-portal/kube-controller';
import { AddressFence } from '../tenant/AddressFence';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { TenantAccess } from '../tenant/TenantAccess';
import { PathGuard } from './PathGuard';
import { TenantConnection } from './TenantConnection';
import { TenantDetails } from './TenantDetails';
import { Lane, SLOW_MS, TwoSpeedPool } from './FairPool';
import { ProbeTarget, TenantProbe } from './TenantProbe';
import { Probe, TenantMonitor, TenantMonitorHost } from './TenantMonitor';

// A tenant without a result yet holds a slot for at most a second.
const FAST_PROBES = 32;
// Waiting for an answer costs a socket and 64 KiB, so there can be a slot for each slow tenant of most sites.
const SLOW_PROBES = 64;
/** Each reading may hold a page of Nodes of up to 6.4 MB. */
const DETAILS_AT_ONCE = 4;

export interface TenantProberOptions {
  secrets: KubeconfigSecrets;
  access: TenantAccess;
  fence: AddressFence;
  intervalMs: number;
  /** For one request to a tenant. Default 4 s. */
  timeoutMs?: number;
  /** For one probe of a tenant. Default 5 s. */
  deadlineMs?: number;
  /** Replaces the probe in tests. */
  probe?: (target: ProbeTarget) => Probe;
  clock: Clock;
  logger: Logger;
  /** 0 ≤ x < 1; for tests. */
  random?: () => number;
  /** Health, reason, server, version or nodes of a tenant changed. */
  onChange: (uid: string) => void;
}

/**
 * What the users of a management cluster see of its prober.
 *
 * @public
 */
export interface TenantProbes {
  /** Starts probing at once, or follows a change of the target. */
  follow(target: ProbeTarget): void;
  /** What is known of a tenant's health. */
  observation(uid: string): TenantObservation | undefined;
  /** What the observation's message leaves out of why the last probe failed. For who runs the portal, not for users. */
  failureDetail(uid: string): string | undefined;
  /** Ends all probing. */
  stop(): void;
}

/** Monitors the health of all tenants of one management cluster. No tenant delays another. */
export class TenantProber implements TenantMonitorHost, TenantProbes {
  readonly clock: Clock;
  readonly #options: TenantProberOptions;
  readonly #probes: TwoSpeedPool;
  readonly #details: TwoSpeedPool;
  readonly #monitors = new Map<string, TenantMonitor>();
  readonly #guard: PathGuard;
  #intervalMs: number;
  #pathProblemSince?: number;

  constructor(options: TenantProberOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.#intervalMs = options.intervalMs;
    const { clock } = options;
    this.#probes = new TwoSpeedPool({
      fastSlots: FAST_PROBES,
      fastSlotMs: SLOW_MS,
      slowSlots: SLOW_PROBES,
      clock,
    });
    this.#details = new TwoSpeedPool({
      fastSlots: DETAILS_AT_ONCE,
      slowSlots: DETAILS_AT_ONCE,
      clock,
    });
    this.#guard = new PathGuard({
      tenants: () => this.#monitors.values(),
      random: () => this.random(),
      onChange: suspected => {
        this.#pathProblemSince = suspected ? options.clock.now() : undefined;
        if (suspected) {
          options.logger.warn(
            'Most DPU clusters stopped answering at once. Their states are kept until the way to them is back.',
          );
        } else {
          options.logger.info('The way to the DPU clusters is back');
        }
      },
    });
  }

  /** Starts probing the target at once, or applies a change of the target. */
  follow(target: ProbeTarget): void {
    const known = this.#monitors.get(target.uid);
    if (known) {
      known.retarget(target);
      return;
    }
    const probe =
      this.#options.probe?.(target) ?? new TenantProbe(this.#options);
    const watch = new TenantMonitor({
      host: this,
      probe,
      details: on =>
        new TenantDetails({
          clock: this.clock,
          connection: new TenantConnection(this.#options),
          enqueue: (lane, job) => this.#details.add(lane, job),
          ...on,
        }),
      target,
    });
    this.#monitors.set(target.uid, watch);
  }

  forget(uid: string): void {
    this.#monitors.get(uid)?.stop();
    this.#monitors.delete(uid);
    this.#guard.reconsider();
  }

  stop(): void {
    for (const uid of [...this.#monitors.keys()]) {
      this.forget(uid);
    }
  }

  /** To be called when the Secret changed: its tenants are probed at once. */
  secretChanged(namespace: string, name: string): void {
    for (const watch of this.#monitors.values()) {
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
    return this.#monitors.get(uid)?.observation;
  }

  /**
   * Details of the last failure that the observation's message leaves out. For the operator of the portal, not for
   * users.
   */
  failureDetail(uid: string): string | undefined {
    const result = this.#monitors.get(uid)?.lastResult;
    return result?.outcome === 'miss' ? result.detail : undefined;
  }

  readyNodes(uid: string): ReadonlySet<string> | undefined {
    return this.#monitors.get(uid)?.readyNodes;
  }

  silentNodes(
    uid: string,
  ): ReadonlyMap<string, string | undefined> | undefined {
    return this.#monitors.get(uid)?.silentNodes;
  }

  secretState(uid: string): KubeconfigSecretState | undefined {
    return this.#monitors.get(uid)?.probe.secret?.state;
  }

  /** Set while the path to the tenants, and not a tenant, is the likely cause of failures. */
  get pathProblem(): string | undefined {
    return this.#guard.isPathSuspected
      ? 'Most DPU clusters stopped answering at once: the way to them is in doubt.'
      : undefined;
  }

  /** Wall milliseconds. */
  get pathProblemSince(): number | undefined {
    return this.#pathProblemSince;
  }

  /** The uids of tenants that accept connections and do not answer in time. */
  hangingUids(): string[] {
    return [...this.#monitors.values()]
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

  enqueue(lane: Lane, job: () => Promise<void>): void {
    this.#probes.add(lane, job);
  }

  isPathSuspected(watch: TenantMonitor): Promise<boolean> {
    return this.#guard.suspect(watch);
  }

  answered(watch: TenantMonitor): void {
    this.#guard.reconsider(watch);
  }

  changed(watch: TenantMonitor): void {
    this.#options.onChange(watch.uid);
  }
}
