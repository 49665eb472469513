import { WorkQueue } from './WorkQueue';
import { FakeClock } from '../testing/FakeClock';

describe('WorkQueue', () => {
  const clock = new FakeClock();
  let queue: WorkQueue;
  beforeEach(() => {
    queue = new WorkQueue({ clock });
  });
  const takeAll = async () => {
    const keys: string[] = [];
    while (queue.length > 0) {
      keys.push((await queue.get())!);
    }
    return keys;
  };

  it('hands out once what was added twice', async () => {
    queue.add('a');
    queue.add('b');
    queue.add('a');
    expect(await takeAll()).toEqual(['a', 'b']);
  });

  it('holds a key back while a worker has it, and hands it out once after', async () => {
    queue.add('a');
    expect(await queue.get()).toBe('a');
    queue.add('a');
    queue.add('a');
    expect(queue.length).toBe(0);
    queue.done('a');
    expect(await takeAll()).toEqual(['a']);
  });

  it('wakes a waiting worker', async () => {
    const taken = queue.get();
    queue.add('a');
    expect(await taken).toBe('a');
  });

  it('ends a wait by the signal', async () => {
    const stop = new AbortController();
    const taken = queue.get(stop.signal);
    stop.abort();
    expect(await taken).toBeUndefined();
    queue.add('a');
    expect(await queue.get()).toBe('a');
  });

  it('does not lose a key to a worker that stopped', async () => {
    const stop = new AbortController();
    const stopped = queue.get(stop.signal);
    const other = queue.get();
    queue.add('a');
    stop.abort();
    expect(await stopped).toBeUndefined();
    expect(await other).toBe('a');
  });

  it('keeps the earlier of two moments', async () => {
    queue.addAfter('a', 1000);
    queue.addAfter('a', 100);
    queue.addAfter('a', 500);
    await clock.advance(99);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(await takeAll()).toEqual(['a']);
    queue.done('a');
    await clock.advance(2000);
    expect(queue.length).toBe(0);
  });

  it('releases delayed keys in the order of their moments', async () => {
    const delays = [50, 10, 40, 30, 20];
    delays.forEach(ms => queue.addAfter(`after-${ms}`, ms));
    await clock.advance(60);
    expect(await takeAll()).toEqual(
      [10, 20, 30, 40, 50].map(n => `after-${n}`),
    );
  });

  it('doubles the delay with each failure up to 60 s, until forgotten', async () => {
    const delays: number[] = [];
    for (let failure = 0; failure < 16; failure++) {
      queue.addRateLimited('a');
      delays.push(clock.nextTimerInMs!);
      await clock.advance(clock.nextTimerInMs!);
      queue.done((await queue.get())!);
    }
    expect(delays.slice(0, 5)).toEqual([5, 10, 20, 40, 80]);
    expect(delays.slice(-2)).toEqual([60_000, 60_000]);
    queue.forget('a');
    queue.addRateLimited('a');
    expect(clock.nextTimerInMs).toBe(5);
  });

  it('lets a fresh key pass a hundred failing ones', async () => {
    for (let i = 0; i < 100; i++) {
      queue.addRateLimited(`bad-${i}`);
    }
    await clock.advance(5);
    expect(queue.length).toBe(100);
    queue.add('fresh');
    const first = [await queue.get(), await queue.get()];
    expect(first).toContain('fresh');
  });

  it('lets failing keys have their turn while fresh ones keep coming', async () => {
    queue.addRateLimited('bad');
    await clock.advance(5);
    const taken: string[] = [];
    for (let i = 0; i < 10; i++) {
      queue.add(`fresh-${i}`);
      queue.add(`more-${i}`);
      taken.push((await queue.get())!);
    }
    expect(taken).toContain('bad');
  });

  it('is idle only when nothing waits and nothing is worked on', async () => {
    expect(queue.idle).toBe(true);
    queue.add('a');
    expect(queue.idle).toBe(false);
    const key = (await queue.get())!;
    expect(queue.idle).toBe(false);
    queue.done(key);
    expect(queue.idle).toBe(true);
  });

  it('hands out what it has after shutDown, and nothing more', async () => {
    queue.add('a');
    queue.addAfter('b', 10);
    queue.shutDown();
    queue.add('c');
    expect(await queue.get()).toBe('a');
    expect(await queue.get()).toBeUndefined();
  });
});
