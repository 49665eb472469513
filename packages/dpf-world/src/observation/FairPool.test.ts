import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { FairPool } from './FairPool';

describe('FairPool', () => {
  let clock: FakeClock;
  let started: string[];
  let ends: Map<string, () => void>;

  beforeEach(() => {
    clock = new FakeClock();
    started = [];
    ends = new Map();
  });

  function add(pool: FairPool, owner: string, ...names: string[]): void {
    names.forEach(name =>
      pool.add(owner, () => {
        started.push(name);
        return new Promise(resolve => ends.set(name, resolve));
      }),
    );
  }
  async function end(name: string): Promise<void> {
    ends.get(name)?.();
    await clock.flush();
  }

  it('runs so many at a time, and gives a free slot to whom has the fewest', async () => {
    const pool = new FairPool({ slots: 2, clock });
    add(pool, 'a', 'a1', 'a2', 'a3', 'a4');
    add(pool, 'b', 'b1', 'b2');
    add(pool, 'c', 'c1');
    expect(started).toEqual(['a1', 'a2']);
    for (const name of ['a1', 'a2', 'b1', 'c1', 'b2']) {
      await end(name);
    }
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3', 'c1', 'b2', 'a4']);
  });

  it('takes turns between owners who have as many', async () => {
    const pool = new FairPool({ slots: 1, clock });
    add(pool, 'a', 'a1', 'a2', 'a3');
    add(pool, 'b', 'b1', 'b2');
    for (const name of ['a1', 'a2', 'b1', 'a3', 'b2']) {
      await end(name);
    }
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
  });

  it('takes the slot from a job that takes too long, and lets it go on', async () => {
    const pool = new FairPool({ slots: 1, slotMs: 1_000, clock });
    add(pool, 'a', 'a1', 'a2', 'a3');
    await clock.advance(1_000);
    expect(started).toEqual(['a1', 'a2']);
    // It has no slot to give back any more.
    await end('a1');
    expect(started).toEqual(['a1', 'a2']);
    await end('a2');
    expect(started).toEqual(['a1', 'a2', 'a3']);
  });

  it('continues after a job that throws', async () => {
    const pool = new FairPool({ slots: 1, clock });
    pool.add('a', async () => {
      throw new Error('no');
    });
    add(pool, 'a', 'a1');
    await clock.flush();
    expect(started).toEqual(['a1']);
  });
});
