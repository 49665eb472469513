import { TenantObservation } from '@dpf-portal/dpf-model';
import { Clock, TimerHandle } from '@dpf-portal/kube-controller';
import { TenantDetails, TenantDetailsOptions } from './TenantDetails';
import { Lane, SLOW_MS } from './FairPool';
import {
  ProbeDepth,
  ProbeResult,
  ProbeTarget,
  TenantProbe,
  answered,
  isCertain,
  mayBeThePath,
  sameTarget,
} from './TenantProbe';

const CONFIRM_AFTER_MS = 2_000;
const COMING_UP_EVERY_MS = 300;
const COMING_UP_FOR_MS = 60_000;
const ROLLING_FOR_MS = 120_000;
const THOROUGH_EVERY = 10;

/** What a monitor needs of the probe of its tenant. */
export type Probe = Pick<
  TenantProbe,
  'run' | 'secret' | 'kubeconfigChangedAt' | 'close'
>;

/** What a monitor needs of the prober that runs it. */
export interface TenantMonitorHost {
  readonly clock: Clock;
  intervalMs(): number;
  random(): number;
  /** Runs a probe when a slot is free. */
  enqueue(lane: Lane, job: () => Promise<void>): void;
  /** Whether the path to all tenants is suspect, so that this miss says nothing about the tenant. */
  isPathSuspected(watch: TenantMonitor): Promise<boolean>;
  /** The tenant answered, correctly or not. */
  answered(watch: TenantMonitor): void;
  changed(watch: TenantMonitor): void;
}

/** Decides when one tenant is probed, and what the results say about its health. */
export class TenantMonitor {
  readonly #host: TenantMonitorHost;
  readonly #probe: Probe;
  readonly #details: TenantDetails;
  readonly #since: number;
  #target: ProbeTarget;
  #observation: TenantObservation = { health: 'unknown' };
  #timer?: TimerHandle;
  #stopped = false;
  #queued = false;
  #running = false;
  #again = false;
  #probes = 0;
  #misses = 0;
  /** An answer outside of a probe was not the answer of an API server. */
  #isSuspicious = false;
  /** Since when the server's certificate is not the one the kubeconfig trusts. */
  #untrustedSince?: number;
  #lastResult?: ProbeResult;
  #current?: Promise<ProbeResult>;

  constructor(options: {
    host: TenantMonitorHost;
    probe: Probe;
    details: (
      on: Pick<TenantDetailsOptions, 'onChange' | 'onNoApiServer'>,
    ) => TenantDetails;
    target: ProbeTarget;
  }) {
    const { host, probe, details, target } = options;
    this.#host = host;
    this.#probe = probe;
    this.#details = details({
      onChange: () => this.#host.changed(this),
      onNoApiServer: () => this.#identifySoon(),
    });
    this.#target = target;
    this.#since = host.clock.monotonic();
    this.probeNow();
  }

  get uid(): string {
    return this.#target.uid;
  }
  get target(): ProbeTarget {
    return this.#target;
  }
  get observation(): TenantObservation {
    const {
      serverVersion,
      joinInfo,
      nodesProblem,
      nodesWithoutDpu,
      kubeletVersions,
    } = this.#details.known;
    return {
      ...this.#observation,
      ...(serverVersion ? { serverVersion } : {}),
      ...(joinInfo ? { joinInfo } : {}),
      ...(nodesProblem ? { nodesProblem } : {}),
      ...(nodesWithoutDpu ? { nodesWithoutDpu } : {}),
      ...(kubeletVersions ? { kubeletVersions } : {}),
    };
  }
  /** Of its DPUs; `undefined` while they are unknown. */
  get readyNodes(): ReadonlySet<string> | undefined {
    return this.#details.known.readyNodes;
  }
  /** Nodes of its DPUs that are not Ready, and since when; `undefined` while they are unknown. */
  get silentNodes(): ReadonlyMap<string, string | undefined> | undefined {
    return this.#details.known.silentNodes;
  }
  get probe(): Probe {
    return this.#probe;
  }
  get lastResult(): ProbeResult | undefined {
    return this.#lastResult;
  }

  retarget(target: ProbeTarget): void {
    if (sameTarget(this.#target, target)) {
      return;
    }
    const moved = this.#target.secretName !== target.secretName;
    const upgraded =
      this.#target.installedVersion !== undefined &&
      target.installedVersion !== this.#target.installedVersion;
    const died = target.hasNoReplica && !this.#target.hasNoReplica;
    this.#target = target;
    if (moved || died || upgraded) {
      this.probeNow();
    }
  }

  /** Probes at once, because something about the tenant changed. */
  probeNow(): void {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#probes = 0;
    this.#schedule(0);
  }

  /** An answer outside of a probe was not the answer of an API server, so the next probe identifies the server. */
  #identifySoon(): void {
    this.#isSuspicious = true;
    if (!this.#running) {
      this.#schedule(CONFIRM_AFTER_MS);
    }
  }

  /** One probe on a new connection, or the running one. It changes only `lastResult`. */
  async look(): Promise<ProbeResult> {
    this.#current ??= this.#run({ thorough: true, identify: false });
    return this.#current;
  }

  stop(): void {
    this.#stopped = true;
    this.#host.clock.clearTimeout(this.#timer);
    this.#probe.close();
    this.#details.stop();
  }

  #schedule(ms: number): void {
    const { clock } = this.#host;
    clock.clearTimeout(this.#timer);
    if (this.#stopped) {
      return;
    }
    if (ms <= 0) {
      this.#enqueue();
      return;
    }
    this.#timer = clock.setTimeout(() => this.#enqueue(), ms);
  }

  #enqueue(): void {
    if (this.#queued) {
      return;
    }
    this.#queued = true;
    const lane = { owner: this.#target.owner, slow: this.#isSlow() };
    this.#host.enqueue(lane, () => {
      this.#queued = false;
      return this.#turn();
    });
  }

  /** A new control plane has an address at which nothing answers yet. That does not make it slow. */
  #isSlow(): boolean {
    const last = this.#lastResult;
    const wasSlow =
      last !== undefined && 'tookMs' in last && last.tookMs > SLOW_MS;
    return wasSlow && !this.#settling();
  }

  /** Resolves after the probe: evaluating the result needs no slot. */
  async #turn(): Promise<void> {
    if (this.#stopped || this.#running) {
      return;
    }
    this.#running = true;
    // The cheap probe is enough only for a healthy tenant.
    const identify =
      this.#misses > 0 ||
      this.#isSuspicious ||
      this.#observation.health !== 'healthy';
    const thorough = identify || this.#probes % THOROUGH_EVERY === 0;
    this.#probes++;
    // The path guard may be using the connection.
    await this.#current;
    this.#current = this.#run({ thorough, identify });
    const result = await this.#current;
    void this.#conclude(result, { thorough, identify });
  }

  async #conclude(
    result: ProbeResult,
    { thorough, identify }: ProbeDepth,
  ): Promise<void> {
    if (answered(result)) {
      this.#host.answered(this);
    }
    const { secret } = this.#probe;
    if (result.outcome === 'hit' && secret) {
      const { serverVersion } = result;
      this.#isSuspicious &&= !identify;
      // Before the health changes, so that the version is known when it becomes healthy.
      this.#details.refresh(this.#target, secret, { thorough, serverVersion });
    }
    // The Secret changed during the probe, so a miss with the old Secret says nothing about the new one.
    const isOutdated = this.#again && result.outcome !== 'hit';
    let nextMs = this.#stopped || isOutdated ? 0 : await this.#judge(result);
    this.#running = false;
    if (this.#again) {
      this.#again = false;
      this.#probes = 0;
      nextMs = 0;
    }
    this.#schedule(nextMs);
  }

  async #run(depth: ProbeDepth): Promise<ProbeResult> {
    try {
      this.#lastResult = await this.#probe.run(this.#target, depth);
      return this.#lastResult;
    } finally {
      this.#current = undefined;
    }
  }

  /** Applies the result. Returns the milliseconds until the next probe. */
  async #judge(result: ProbeResult): Promise<number> {
    if (result.outcome === 'hit') {
      this.#misses = 0;
      this.#untrustedSince = undefined;
      this.#note({
        health: 'healthy',
        reason: undefined,
        message: undefined,
        noApiServer: undefined,
        tlsProblem: undefined,
        answersAtNode: undefined,
        latencyMs: result.latencyMs,
        answeredAt: this.#now(),
      });
      return this.#nextTurnMs();
    }
    if (result.outcome === 'unknown') {
      this.#note({ message: result.message });
      return this.#settling() ? COMING_UP_EVERY_MS : this.#nextTurnMs();
    }
    const { reason, message } = result;
    if (this.#settling()) {
      this.#note({ reason, message });
      return COMING_UP_EVERY_MS;
    }
    if (reason === 'TLSUntrusted' && this.#awaitsNewServer()) {
      this.#note({ message });
      return this.#nextTurnMs();
    }
    this.#misses++;
    if (
      this.#misses === 1 &&
      !isCertain(reason) &&
      this.#observation.health !== 'unhealthy'
    ) {
      this.#note({});
      return CONFIRM_AFTER_MS;
    }
    if (
      this.#observation.health === 'healthy' &&
      mayBeThePath(result) &&
      (await this.#host.isPathSuspected(this))
    ) {
      this.#note({ message });
      return this.#nextTurnMs();
    }
    this.#note({
      health: 'unhealthy',
      reason,
      message,
      noApiServer: result.noApiServer,
      tlsProblem: result.tlsProblem,
      answersAtNode: result.answersAtNode,
      latencyMs: undefined,
    });
    return this.#nextTurnMs();
  }

  #settling(): boolean {
    return (
      this.#target.comingUp &&
      this.#observation.health === 'unknown' &&
      this.#host.clock.monotonic() - this.#since < COMING_UP_FOR_MS
    );
  }

  /**
   * Whether the kubeconfig has new keys and the server still has the old ones, as it is for a while after the authority
   * was rotated.
   */
  #awaitsNewServer(): boolean {
    const now = this.#host.clock.monotonic();
    this.#untrustedSince ??= now;
    return (
      this.#target.rolling &&
      this.#observation.health !== 'unhealthy' &&
      now - this.#untrustedSince < ROLLING_FOR_MS
    );
  }

  #nextTurnMs(): number {
    // Jitter only shortens the interval, so that a change is noticed in the promised time.
    return Math.round(
      this.#host.intervalMs() * (1 - 0.2 * this.#host.random()),
    );
  }

  #now(): string {
    return new Date(this.#host.clock.now()).toISOString();
  }

  #note(seen: Partial<TenantObservation>): void {
    const before = this.#observation;
    const now = this.#now();
    const { kubeconfigChangedAt: changedAt } = this.#probe;
    const { credentials, certificateExpires } = this.#probe.secret ?? {};
    const health = seen.health ?? before.health;
    this.#observation = {
      ...before,
      ...seen,
      health,
      since: health === before.health ? before.since ?? now : now,
      probedAt: now,
      server: credentials?.server ?? before.server,
      certificateExpires,
      ...(changedAt === undefined
        ? {}
        : { kubeconfigChangedAt: new Date(changedAt).toISOString() }),
    };
    const after = this.#observation;
    if (
      after.health !== before.health ||
      after.reason !== before.reason ||
      after.noApiServer !== before.noApiServer ||
      after.tlsProblem !== before.tlsProblem ||
      after.answersAtNode !== before.answersAtNode ||
      after.server !== before.server ||
      after.kubeconfigChangedAt !== before.kubeconfigChangedAt
    ) {
      this.#host.changed(this);
    }
  }
}
