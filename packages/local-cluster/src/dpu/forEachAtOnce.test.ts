import { forEachAtOnce } from './forEachAtOnce';

describe('forEachAtOnce', () => {
  it('handles each item once, so many at a time', async () => {
    const seen: number[] = [];
    let [now, most] = [0, 0];
    await forEachAtOnce([1, 2, 3, 4, 5], 2, async item => {
      now++;
      most = Math.max(most, now);
      await Promise.resolve();
      seen.push(item);
      now--;
    });
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('begins no further item after a failure, and rejects with it', async () => {
    const begun: number[] = [];
    await expect(
      forEachAtOnce([1, 2, 3, 4, 5], 2, async item => {
        begun.push(item);
        if (item === 1) {
          throw new Error('No.');
        }
        await Promise.resolve();
      }),
    ).rejects.toThrow('No.');
    expect(begun).toEqual([1, 2]);
  });
});
