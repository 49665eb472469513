import { GuardedTenant, PathGuard } from './PathGuard';
import { ProbeResult } from './TenantProbe';

const HIT: ProbeResult = { outcome: 'hit', latencyMs: 1, tookMs: 1 };
const SILENT: ProbeResult = {
  outcome: 'miss',
  reason: 'Unreachable',
  message: 'no answer',
  tookMs: 1,
};
const ANSWERS_500: ProbeResult = { ...SILENT, reason: 'Unhealthy' };

/** A tenant of a server of its own, unless the options say otherwise. */
class Tenant implements GuardedTenant {
  observation: GuardedTenant['observation'];
  lastResult: ProbeResult = HIT;
  target: GuardedTenant['target'];
  looks = 0;
  probed = 0;
  static made = 0;

  #now: ProbeResult;

  constructor(owner: string, now: ProbeResult, server?: string) {
    this.#now = now;
    const uid = `t${Tenant.made++}`;
    this.observation = {
      health: 'healthy',
      server: server ?? `https://${uid}:6443`,
    };
    this.target = {
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
    };
  }

  async look(): Promise<ProbeResult> {
    this.looks++;
    this.lastResult = this.#now;
    return this.#now;
  }

  probeNow(): void {
    this.probed++;
  }

  /** Its next probes end so. */
  becomes(now: ProbeResult): this {
    this.#now = now;
    return this;
  }
}

const tenants = (count: number, owner: string, now: ProbeResult) =>
  Array.from({ length: count }, () => new Tenant(owner, now));

describe('PathGuard', () => {
  const changes: boolean[] = [];
  let random: number;

  const guarding = (watches: Tenant[]) =>
    new PathGuard({
      tenants: () => watches,
      random: () => random,
      onChange: suspected => changes.push(suspected),
    });
  /** As a watch does whose tenant has just answered. */
  async function answers(guard: PathGuard, tenant: Tenant): Promise<void> {
    await tenant.becomes(HIT).look();
    guard.reconsider(tenant);
  }

  beforeEach(() => {
    changes.length = 0;
    random = 0;
  });

  describe('counts servers', () => {
    it('and not clusters: six of eight on one server are one that is silent', async () => {
      const onOne = Array.from(
        { length: 6 },
        () => new Tenant('a', SILENT, 'https://one:6443'),
      );
      const guard = guarding([...onOne, ...tenants(2, 'a', HIT)]);
      await expect(guard.suspect(onOne[0])).resolves.toBe(false);
      expect(changes).toEqual([]);
    });

    it('and blames no path for two of them', async () => {
      const dead = tenants(2, 'a', SILENT);
      await expect(guarding(dead).suspect(dead[0])).resolves.toBe(false);
    });

    it('and asks each of a few once', async () => {
      const all = [...tenants(2, 'a', SILENT), ...tenants(1, 'a', HIT)];
      await expect(guarding(all).suspect(all[0])).resolves.toBe(true);
      expect(all.map(({ looks }) => looks)).toEqual([0, 1, 1]);
    });

    it('and needs more than half of them', async () => {
      const all = [...tenants(2, 'a', SILENT), ...tenants(2, 'a', HIT)];
      await expect(guarding(all).suspect(all[0])).resolves.toBe(false);
    });

    it('and counts none whose control plane has no ready replica', async () => {
      const all = [
        ...tenants(1, 'a', SILENT),
        ...tenants(4, 'a', SILENT),
        ...tenants(2, 'a', HIT),
      ];
      all.slice(1, 5).forEach(tenant => {
        tenant.target = { ...tenant.target, hasNoReplica: true };
      });
      await expect(guarding(all).suspect(all[0])).resolves.toBe(false);
    });
  });

  it('asks others each time, so that a rack of dead tenants is found out though the first look met only them', async () => {
    const dead = tenants(10, 'a', SILENT);
    const alive = tenants(30, 'a', HIT);
    const guard = guarding([...dead, ...alive]);
    await expect(guard.suspect(dead[0])).resolves.toBe(true);
    for (const tenant of alive.slice(0, 8)) {
      await answers(guard, tenant);
    }
    expect(guard.isPathSuspected).toBe(false);
    random = 0.99;
    await expect(guard.suspect(dead[0])).resolves.toBe(false);
    expect(changes).toEqual([true, false]);
  });

  it('never covers a control plane without a ready replica, and asks nobody then', async () => {
    const all = tenants(5, 'a', SILENT);
    const guard = guarding(all);
    all[0].target = { ...all[0].target, hasNoReplica: true };
    await expect(guard.suspect(all[0])).resolves.toBe(false);
    expect(all.every(({ looks }) => looks === 0)).toBe(true);
    await expect(guard.suspect(all[1])).resolves.toBe(true);
    await expect(guard.suspect(all[0])).resolves.toBe(false);
  });

  describe('with several owners', () => {
    it('blames no path while one of another owner answers, however many are silent', async () => {
      const silent = tenants(60, 'a', SILENT);
      const guard = guarding([...silent, new Tenant('b', HIT)]);
      await expect(guard.suspect(silent[0])).resolves.toBe(false);
    });

    it('takes an error for an answer: it came by the path', async () => {
      const silent = tenants(5, 'a', SILENT);
      const guard = guarding([...silent, new Tenant('b', ANSWERS_500)]);
      await expect(guard.suspect(silent[0])).resolves.toBe(false);
    });

    it('asks first whom it knows to answer, so that one of 50 is not missed again', async () => {
      const silent = Array.from(
        { length: 50 },
        (_, n) => new Tenant(`o${n}`, SILENT),
      );
      silent.forEach(tenant => {
        tenant.lastResult = SILENT;
      });
      const answering = new Tenant('other', HIT);
      const guard = guarding([...silent, answering]);
      await expect(guard.suspect(silent[0])).resolves.toBe(false);
      expect(answering.looks).toBe(1);
    });

    it('does not keep the state of a dead one for the silence of another team', async () => {
      const dead = new Tenant('b', SILENT);
      const theirs = [...tenants(6, 'a', SILENT), ...tenants(2, 'a', HIT)];
      const guard = guarding([dead, ...theirs]);
      await expect(guard.suspect(dead)).resolves.toBe(false);
      // Of the others' path nobody else says anything, and most of their servers are silent.
      await expect(guard.suspect(theirs[0])).resolves.toBe(true);
      await answers(guard, theirs[7]);
      expect(guard.isPathSuspected).toBe(true);
      await expect(guard.suspect(dead)).resolves.toBe(false);
    });

    it('ends with the first answer of another owner, and probes the silent again', async () => {
      const ours = tenants(3, 'a', SILENT);
      const theirs = tenants(3, 'b', SILENT);
      const guard = guarding([...ours, ...theirs]);
      await expect(guard.suspect(ours[0])).resolves.toBe(true);
      await expect(guard.suspect(theirs[0])).resolves.toBe(true);
      expect(changes).toEqual([true]);
      ours.forEach(tenant => void tenant.look());
      theirs.forEach(tenant => void tenant.look());

      await answers(guard, theirs[0]);
      await expect(guard.suspect(ours[0])).resolves.toBe(false);
      expect(ours.map(({ probed }) => probed)).toEqual([1, 1, 1]);
      // Theirs: most of the servers are silent, and no other owner answers.
      await expect(guard.suspect(theirs[1])).resolves.toBe(true);
      expect(changes).toEqual([true]);

      await answers(guard, ours[0]);
      expect(guard.isPathSuspected).toBe(false);
      expect(changes).toEqual([true, false]);
      expect(theirs.map(({ probed }) => probed)).toEqual([0, 1, 1]);
    });

    it('looks through another owner’s cluster on a server that both have', async () => {
      const silent = tenants(3, 'a', SILENT);
      const shared = [
        new Tenant('a', HIT, 'https://shared:6443'),
        new Tenant('b', HIT, 'https://shared:6443'),
      ];
      await expect(
        guarding([...silent, ...shared]).suspect(silent[0]),
      ).resolves.toBe(false);
    });
  });

  describe('with one owner', () => {
    it('stays suspect while most servers are silent, and no longer', async () => {
      const all = tenants(5, 'a', SILENT);
      const guard = guarding(all);
      await expect(guard.suspect(all[0])).resolves.toBe(true);
      all.forEach(tenant => void tenant.look());
      await answers(guard, all[1]);
      await answers(guard, all[2]);
      expect(guard.isPathSuspected).toBe(true);
      await answers(guard, all[3]);
      expect(guard.isPathSuspected).toBe(false);
      expect(all.map(({ probed }) => probed)).toEqual([1, 0, 0, 0, 1]);
    });

    it('does not take for an answer what was before the doubt began', async () => {
      const all = tenants(20, 'a', SILENT);
      const guard = guarding(all);
      await expect(guard.suspect(all[0])).resolves.toBe(true);
      await answers(guard, all[19]);
      expect(guard.isPathSuspected).toBe(true);
    });

    it('ends when fewer than three servers are left', async () => {
      const all = tenants(3, 'a', SILENT);
      const guard = guarding(all);
      await expect(guard.suspect(all[0])).resolves.toBe(true);
      all.pop();
      guard.reconsider();
      expect(guard.isPathSuspected).toBe(false);
    });
  });
});
