import {
  KubeClient,
  RestTransport,
  silentLogger,
} from '@dpf-portal/kube-controller';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { KubeConfig } from '@kubernetes/client-node';
import { AddressFence } from '../tenant/AddressFence';
import { KubeconfigSecrets } from '../tenant/KubeconfigSecrets';
import { ProbeResult, ProbeTarget } from './TenantProbe';
import { TenantProber } from './TenantProber';
import { Probe } from './TenantMonitor';

const SLOW = 48;
const HEALTHY = 20;
const INTERVAL_MS = 10_000;
const DEADLINE_MS = 5_000;
/** Of a request. A thorough probe has two. */
const SLOW_ANSWER_MS = 3_800;
const FAST_ANSWER_MS = 20;

/** Takes its time by the clock, and notes when it was asked. */
class TimedProbe implements Probe {
  readonly secret = undefined;
  readonly kubeconfigChangedAt = undefined;
  readonly askedAt: number[] = [];

  readonly #clock: FakeClock;
  #answerMs: number;

  constructor(clock: FakeClock, answerMs: number) {
    this.#clock = clock;
    this.#answerMs = answerMs;
  }

  async run(
    _target: ProbeTarget,
    { thorough }: { thorough: boolean },
  ): Promise<ProbeResult> {
    this.askedAt.push(this.#clock.monotonic());
    const wantedMs = this.#answerMs * (thorough ? 2 : 1);
    const tookMs = Math.min(wantedMs, DEADLINE_MS);
    await this.#clock.sleep(tookMs);
    return wantedMs > DEADLINE_MS
      ? { outcome: 'miss', reason: 'Slow', message: 'Too slow.', tookMs }
      : { outcome: 'hit', latencyMs: this.#answerMs, tookMs };
  }

  becomes(answerMs: number): void {
    this.#answerMs = answerMs;
  }

  close(): void {}
}

describe('48 tenants that answer each request after 3.8 s', () => {
  let clock: FakeClock;
  let prober: TenantProber;
  let probes: Map<string, TimedProbe>;
  let next: TimedProbe;

  beforeEach(() => {
    clock = new FakeClock();
    probes = new Map();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name: 'none', server: 'https://127.0.0.1:1', skipTLSVerify: false },
      { name: 'none' },
    );
    const transport = RestTransport.fromKubeConfig(kubeConfig);
    prober = new TenantProber({
      secrets: new KubeconfigSecrets({ client: new KubeClient({ transport }) }),
      access: { mode: 'direct' },
      fence: new AddressFence({}),
      intervalMs: INTERVAL_MS,
      clock,
      logger: silentLogger,
      random: () => 0,
      probe: () => next,
      onChange: () => {},
    });
  });
  afterEach(() => prober.stop());

  function watch(uid: string, owner: string, takesMs: number): TimedProbe {
    next = new TimedProbe(clock, takesMs);
    probes.set(uid, next);
    prober.follow({
      uid,
      owner,
      namespace: 'ns',
      secretName: uid,
      serverNamedBy: 'user',
      comingUp: false,
      rolling: false,
      hasNoReplica: false,
      wantNodes: false,
      dpuNames: () => new Set(),
    });
    return next;
  }

  /** How long a new cluster of a team of its own waits for its first answer. */
  async function firstAnswerMs(uid: string): Promise<number> {
    const startedAt = clock.monotonic();
    watch(uid, 'team-new', FAST_ANSWER_MS);
    while (prober.observation(uid)?.health !== 'healthy') {
      await clock.advance(50);
    }
    return clock.monotonic() - startedAt;
  }

  function longestGapMs(probe: TimedProbe): number {
    const [first, ...others] = probe.askedAt;
    const times = [first, ...others, clock.monotonic()];
    return Math.max(...others.map((_, i) => times[i + 1] - times[i]), 0);
  }

  describe.each([
    ['of one owner', () => 'team-slow'],
    ['of 48 owners', (n: number) => `team-${n}`],
  ])('%s', (_, ownerOf) => {
    it('let a new cluster wait no longer than 3 s, though nothing is known of any of them yet', async () => {
      for (let n = 0; n < SLOW; n++) {
        watch(`slow-${n}`, ownerOf(n), SLOW_ANSWER_MS);
      }
      expect(await firstAnswerMs('new')).toBeLessThanOrEqual(3_000);
    });

    it('let healthy ones be asked at least every 12 s, and new ones at once', async () => {
      const healthy = Array.from({ length: HEALTHY }, (_probe, n) =>
        watch(`healthy-${n}`, `team-h${n % 4}`, FAST_ANSWER_MS),
      );
      for (let n = 0; n < SLOW; n++) {
        watch(`slow-${n}`, ownerOf(n), SLOW_ANSWER_MS);
      }
      await clock.advance(60_000);
      expect(await firstAnswerMs('new')).toBeLessThan(200);
      await clock.advance(60_000);
      expect(await firstAnswerMs('newer')).toBeLessThan(200);
      expect(Math.max(...healthy.map(longestGapMs))).toBeLessThanOrEqual(
        12_000,
      );
      expect(healthy[0].askedAt.length).toBeGreaterThanOrEqual(10);
      // They are not forgotten either: as many at a time as there are places.
      const slowest = [...probes]
        .filter(([uid]) => uid.startsWith('slow-'))
        .map(([, probe]) => longestGapMs(probe));
      expect(Math.max(...slowest)).toBeLessThanOrEqual(30_000);
    });

    it('let the one that becomes slow, and fast again, be asked among them meanwhile', async () => {
      for (let n = 0; n < SLOW; n++) {
        watch(`slow-${n}`, ownerOf(n), SLOW_ANSWER_MS);
      }
      const other = watch('other', 'team-other', SLOW_ANSWER_MS);
      await clock.advance(30_000);
      other.becomes(FAST_ANSWER_MS);
      await clock.advance(30_000);
      expect(prober.observation('other')?.health).toBe('healthy');
      const before = other.askedAt.length;
      await clock.advance(60_000);
      expect(other.askedAt.length - before).toBeGreaterThanOrEqual(5);
    });
  });

  it('of one owner leave each other owner who is slow the next place', async () => {
    for (let n = 0; n < SLOW; n++) {
      watch(`slow-${n}`, 'team-slow', SLOW_ANSWER_MS);
    }
    const other = watch('other', 'team-other', SLOW_ANSWER_MS);
    await clock.advance(120_000);
    expect(longestGapMs(other)).toBeLessThanOrEqual(
      INTERVAL_MS + 2 * DEADLINE_MS,
    );
  });
});
