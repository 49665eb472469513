import { DEBOUNCE_MS, RefreshScheduler } from './RefreshScheduler';

describe('RefreshScheduler', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('reads immediately on the first request and once more for a burst', async () => {
    const run = jest.fn().mockResolvedValue(undefined);
    const scheduler = new RefreshScheduler({ run });
    for (let i = 0; i < 50; i += 1) {
      scheduler.request();
    }
    expect(run).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(DEBOUNCE_MS);
    expect(run).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(10 * DEBOUNCE_MS);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('reads again after a request during a read, and never twice at once', async () => {
    let finish = () => {};
    const run = jest.fn(() => new Promise<void>(done => (finish = done)));
    const scheduler = new RefreshScheduler({ run });
    scheduler.request();
    scheduler.request();
    await jest.advanceTimersByTimeAsync(10 * DEBOUNCE_MS);
    expect(run).toHaveBeenCalledTimes(1);
    finish();
    await jest.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('goes on after a read that failed', async () => {
    const run = jest.fn().mockRejectedValue(new Error('away'));
    const scheduler = new RefreshScheduler({ run });
    scheduler.request();
    await jest.advanceTimersByTimeAsync(DEBOUNCE_MS);
    scheduler.request();
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('reads no more once stopped', async () => {
    const run = jest.fn().mockResolvedValue(undefined);
    const scheduler = new RefreshScheduler({ run });
    scheduler.request();
    scheduler.request();
    scheduler.stop();
    await jest.advanceTimersByTimeAsync(10 * DEBOUNCE_MS);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
