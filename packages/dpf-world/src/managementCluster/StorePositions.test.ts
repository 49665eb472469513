import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { AnyResourceView, Follower } from './ResourceView';
import { StorePosition, StorePositions } from './StorePositions';

class FakeFollower implements Follower {
  readonly state = { synced: true };
  lists = 0;
  /** What the next list is like; it never arrives where there is none. */
  onList?: () => void;

  constructor(public position: { seen?: string; changed?: string }) {}

  async listAgain(): Promise<void> {
    this.lists++;
    if (!this.onList) {
      await new Promise(() => {});
    }
    this.onList?.();
  }
}

describe('StorePositions', () => {
  let clock: FakeClock;
  let synced: boolean;
  let reachable: boolean;
  beforeEach(() => {
    clock = new FakeClock();
    synced = true;
    reachable = true;
  });

  function positionsOf(followers: Record<string, FakeFollower>) {
    const views = Object.entries(followers).map(
      ([plural, follower]) =>
        ({
          resource: {
            group: 'dpf',
            version: 'v1',
            plural,
            kind: plural,
            namespaced: true,
          },
          followers: new Map([['', follower]]),
        } as Partial<AnyResourceView> as AnyResourceView),
    );
    return new StorePositions({
      views: () => views,
      mayCatchUp: () => reachable,
      synced: () => synced,
      clock,
    });
  }

  /** Asks, and lets time go on until there is an answer. */
  async function reach(positions: StorePositions, wanted: StorePosition) {
    const since = clock.monotonic();
    let answer: boolean | undefined;
    void positions.reach(wanted).then(is => {
      answer = is;
    });
    await clock.advance(0);
    while (answer === undefined) {
      await clock.advance(20);
    }
    return { answer, tookMs: clock.monotonic() - since };
  }

  /** The position of another process with the same stores. */
  const elsewhere = (versions: Record<string, string>) =>
    positionsOf(
      Object.fromEntries(
        Object.entries(versions).map(([plural, version]) => [
          plural,
          new FakeFollower({ seen: version, changed: version }),
        ]),
      ),
    ).current();

  it('is there at once where each store has looked through what the other shows', async () => {
    const own = positionsOf({
      clusters: new FakeFollower({ seen: '100', changed: '9' }),
      dpus: new FakeFollower({ seen: '50', changed: '50' }),
    });
    const wanted = elsewhere({ clusters: '99', dpus: '50', others: '1000' });
    await expect(reach(own, wanted)).resolves.toEqual({
      answer: true,
      tookMs: 0,
    });
  });

  it('wants nothing of who has seen nothing, though it has not listed yet', async () => {
    synced = false;
    const own = positionsOf({ clusters: new FakeFollower({}) });
    await expect(reach(own, new Map())).resolves.toMatchObject({
      answer: true,
    });
  });

  it('waits for a watch that is a little late, and lists nothing', async () => {
    const follower = new FakeFollower({ seen: '9', changed: '9' });
    const own = positionsOf({ clusters: follower });
    clock.setTimeout(() => {
      follower.position = { seen: '10', changed: '10' };
    }, 100);
    const { answer, tookMs } = await reach(own, elsewhere({ clusters: '10' }));
    expect([answer, follower.lists]).toEqual([true, 0]);
    expect(tookMs).toBeLessThan(200);
  });

  it('lists what a late watch does not deliver, and only that', async () => {
    const late = new FakeFollower({ seen: '9', changed: '9' });
    const other = new FakeFollower({ seen: '50', changed: '50' });
    late.onList = () => {
      late.position = { seen: '60', changed: '10' };
    };
    const own = positionsOf({ clusters: late, dpus: other });
    const wanted = elsewhere({ clusters: '10', dpus: '50' });
    await expect(reach(own, wanted)).resolves.toMatchObject({ answer: true });
    expect([late.lists, other.lists]).toEqual([1, 0]);
  });

  it('gives up after two seconds, and does not list again at each question', async () => {
    const late = new FakeFollower({ seen: '9', changed: '9' });
    const own = positionsOf({ clusters: late });
    const wanted = elsewhere({ clusters: '10' });
    for (let i = 0; i < 3; i++) {
      const { answer, tookMs } = await reach(own, wanted);
      expect(answer).toBe(false);
      expect(tookMs).toBeLessThanOrEqual(2_020);
    }
    expect(late.lists).toBe(1);
  });

  it('waits for no server that does not answer', async () => {
    reachable = false;
    const late = new FakeFollower({ seen: '9', changed: '9' });
    const own = positionsOf({ clusters: late });
    await expect(reach(own, elsewhere({ clusters: '10' }))).resolves.toEqual({
      answer: false,
      tookMs: 0,
    });
    expect(late.lists).toBe(0);
  });

  it('is behind while it has not listed everything once', async () => {
    synced = false;
    const own = positionsOf({ clusters: new FakeFollower({}) });
    const wanted = elsewhere({ clusters: '10' });
    await expect(reach(own, wanted)).resolves.toMatchObject({ answer: false });
  });

  it('believes a server that has gone back to an older version', async () => {
    const restored = new FakeFollower({ seen: '9', changed: '9' });
    restored.onList = () => {
      restored.position = { seen: '12', changed: '12' };
    };
    const own = positionsOf({ clusters: restored });
    const wanted = elsewhere({ clusters: '1000' });
    await expect(reach(own, wanted)).resolves.toMatchObject({ answer: true });
  });
});
