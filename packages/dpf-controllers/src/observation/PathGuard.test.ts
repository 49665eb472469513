import { GuardedTenant, PathGuard } from './PathGuard';
import { ProbeResult } from './ProbeResult';

const HIT: ProbeResult = { outcome: 'hit', latencyMs: 1, tookMs: 1 };
const MISS: ProbeResult = {
  outcome: 'miss',
  reason: 'Unreachable',
  message: 'no answer',
  tookMs: 1,
};

function tenant(result: ProbeResult): GuardedTenant {
  return {
    observation: { health: 'healthy' },
    missing: result === MISS,
    look: async () => result,
    probeNow: () => {},
  };
}

describe('PathGuard', () => {
  const changes: boolean[] = [];
  let random: number;
  const guarding = (tenants: GuardedTenant[]) =>
    new PathGuard({
      watches: () => tenants,
      random: () => random,
      onChange: inDoubt => changes.push(inDoubt),
    });

  beforeEach(() => {
    changes.length = 0;
    random = 0;
  });

  it('asks others each time, so that a rack of dead tenants is found out though the first look met only them', async () => {
    const dead = Array.from({ length: 10 }, () => tenant(MISS));
    const alive = Array.from({ length: 30 }, () => tenant(HIT));
    const guard = guarding([...dead, ...alive]);
    await expect(guard.suspect(dead[0])).resolves.toBe(true);
    guard.hit();
    expect(guard.inDoubt).toBe(false);
    random = 0.99;
    await expect(guard.suspect(dead[0])).resolves.toBe(false);
    expect(changes).toEqual([true, false]);
  });

  it('blames no way for two tenants', async () => {
    const dead = [tenant(MISS), tenant(MISS)];
    await expect(guarding(dead).suspect(dead[0])).resolves.toBe(false);
  });

  it('asks each of a few once', async () => {
    const dead = [tenant(MISS), tenant(MISS), tenant(HIT)];
    await expect(guarding(dead).suspect(dead[0])).resolves.toBe(true);
  });
});
