import fc from 'fast-check';
import { WorkQueue } from './WorkQueue';
import { FakeClock } from '../testing/FakeClock';

const BASE_DELAY_MS = 5;
const MAX_DELAY_MS = 60_000;
const KEYS = ['a', 'b', 'c', 'd'];

type Action =
  | { do: 'add' | 'fail' | 'forget'; key: string }
  | { do: 'addAfter'; key: string; ms: number }
  | { do: 'take' }
  | { do: 'done'; which: number }
  | { do: 'wait'; ms: number };

const key = fc.constantFrom(...KEYS);
const ms = fc.constantFrom(0, 1, 5, 20, 100, 1_000, 60_000);
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), key }),
  fc.record({ do: fc.constant('fail' as const), key }),
  fc.record({ do: fc.constant('forget' as const), key }),
  fc.record({ do: fc.constant('addAfter' as const), key, ms }),
  fc.constant<Action>({ do: 'take' }),
  fc.constant<Action>({ do: 'take' }),
  fc.record({ do: fc.constant('done' as const), which: fc.nat(3) }),
  fc.record({ do: fc.constant('wait' as const), ms }),
);

/** What is owed to whoever added keys: each is to be handed out, at its time, once it is with nobody. */
class Model {
  readonly clock = new FakeClock();
  readonly queue = new WorkQueue({
    clock: this.clock,
    baseDelayMs: BASE_DELAY_MS,
    maxDelayMs: MAX_DELAY_MS,
  });
  readonly owed = new Set<string>();
  readonly dueAt = new Map<string, number>();
  readonly failures = new Map<string, number>();
  readonly taken: string[] = [];
  readonly mistakes: string[] = [];

  async apply(step: Action): Promise<void> {
    switch (step.do) {
      case 'add':
        this.queue.add(step.key);
        this.owed.add(step.key);
        break;
      case 'addAfter':
        this.queue.addAfter(step.key, step.ms);
        this.#oweAfter(step.key, step.ms);
        break;
      case 'fail': {
        const failures = this.failures.get(step.key) ?? 0;
        this.failures.set(step.key, failures + 1);
        this.queue.addRateLimited(step.key);
        const delay = Math.min(BASE_DELAY_MS * 2 ** failures, MAX_DELAY_MS);
        this.#oweAfter(step.key, delay);
        break;
      }
      case 'forget':
        this.queue.forget(step.key);
        this.failures.delete(step.key);
        break;
      case 'take':
        await this.take();
        break;
      case 'done':
        this.giveBack(step.which);
        break;
      default:
        await this.clock.advance(step.ms);
    }
    this.#release();
  }

  async take(): Promise<void> {
    if (this.queue.length === 0) {
      return;
    }
    const next = await this.queue.get();
    if (next === undefined || this.taken.includes(next)) {
      this.mistakes.push(`${next} is with two workers`);
    } else if (!this.owed.delete(next)) {
      this.mistakes.push(`nobody asked for ${next}`);
    }
    this.taken.push(next ?? '');
  }

  giveBack(which: number): void {
    const [given] = this.taken.splice(which % (this.taken.length || 1), 1);
    if (given !== undefined) {
      this.queue.done(given);
    }
  }

  /** Every key has been processed, and every delayed key has become due. */
  async drain(): Promise<void> {
    for (;;) {
      while (this.taken.length > 0) {
        this.giveBack(0);
      }
      this.#release();
      if (this.queue.length > 0) {
        await this.take();
      } else if (this.queue.delayed > 0) {
        await this.clock.advance(this.clock.nextTimerInMs ?? 0);
      } else {
        return;
      }
    }
  }

  #oweAfter(name: string, delay: number): void {
    if (delay <= 0) {
      this.owed.add(name);
      return;
    }
    const at = this.clock.monotonic() + delay;
    this.dueAt.set(name, Math.min(at, this.dueAt.get(name) ?? Infinity));
  }

  #release(): void {
    for (const [name, at] of this.dueAt) {
      if (at <= this.clock.monotonic()) {
        this.dueAt.delete(name);
        this.owed.add(name);
      }
    }
  }
}

describe('WorkQueue', () => {
  it('hands out all that was added, nothing else, and no key twice at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async steps => {
        const model = new Model();
        for (const step of steps) {
          await model.apply(step);
          // An addition of a key that a worker has waits for that worker.
          const waiting = [...model.owed].filter(k => !model.taken.includes(k));
          expect(model.queue.length).toBe(waiting.length);
          expect(model.queue.delayed).toBe(model.dueAt.size);
          expect(KEYS.map(k => model.queue.failuresOf(k))).toEqual(
            KEYS.map(k => model.failures.get(k) ?? 0),
          );
        }
        await model.drain();
        expect(model.mistakes).toEqual([]);
        expect([...model.owed]).toEqual([]);
        expect([...model.dueAt]).toEqual([]);
        expect(model.queue.idle).toBe(true);
        expect(model.clock.timers).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('wakes one worker for each key, without those that are stopped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
        fc.nat(8),
        async (stops, count) => {
          const queue = new WorkQueue({ clock: new FakeClock() });
          const workers = stops.map(stopped => {
            const signal = new AbortController();
            return { stopped, signal, key: queue.get(signal.signal) };
          });
          const keys = Array.from({ length: count }, (_, i) => `key-${i}`);
          keys.forEach(name => queue.add(name));
          workers
            .filter(({ stopped }) => stopped)
            .forEach(({ signal }) => signal.abort());
          const staying = workers.filter(({ stopped }) => !stopped);
          const left = Math.max(0, count - staying.length);
          await new Promise(resolve => setImmediate(resolve));
          expect(queue.length).toBe(left);
          queue.shutDown();
          const got = await Promise.all(workers.map(worker => worker.key));
          const handedOut = got.filter(name => name !== undefined);
          expect(new Set(handedOut).size).toBe(handedOut.length);
          expect(handedOut).toHaveLength(count - queue.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lets neither failing keys starve fresh ones nor fresh ones starve failing ones', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 60 }),
        async (failing, arrivals) => {
          const clock = new FakeClock();
          const queue = new WorkQueue({ clock });
          for (let i = 0; i < failing; i++) {
            queue.addRateLimited(`failing-${i}`);
          }
          await clock.advance(BASE_DELAY_MS);
          let fresh = 0;
          let freshWaiting = 0;
          let failingWaiting = failing;
          let freshInARow = 0;
          let failingInARow = 0;
          for (const count of arrivals) {
            for (let i = 0; i < count; i++) {
              queue.add(`fresh-${fresh++}`);
              freshWaiting++;
            }
            if (queue.length === 0) {
              continue;
            }
            const bothWait = freshWaiting > 0 && failingWaiting > 0;
            const next = (await queue.get()) ?? '';
            if (next.startsWith('fresh')) {
              freshWaiting--;
              freshInARow = bothWait ? freshInARow + 1 : 0;
              failingInARow = 0;
            } else {
              failingWaiting--;
              failingInARow = bothWait ? failingInARow + 1 : 0;
              freshInARow = 0;
            }
            expect(freshInARow).toBeLessThanOrEqual(4);
            expect(failingInARow).toBeLessThanOrEqual(1);
            queue.done(next);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
