import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  DPU_CLUSTERS_SIGNAL_CHANNEL,
  SIGNAL_HEARTBEAT_CHANNEL,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterPhase } from '@dpf-portal/dpf-model';
import { act, renderHook } from '@testing-library/react';
import { PropsWithChildren } from 'react';
import { dpfApiRef } from '../api/useDpfApi';
import { FakeSignals } from '../__testUtils__/FakeSignals';
import { aCluster } from '../__testUtils__/aCluster';
import { aSource } from '../__testUtils__/aSource';
import { mockDpfApi } from '../__testUtils__/mockDpfApi';
import { DEBOUNCE_MS, POLL_MS, STARTING_POLL_MS } from './RefreshScheduler';
import { useDpuCluster } from './useDpuCluster';
import {
  BEHIND_PATIENCE_MS,
  BEHIND_RETRY_MS,
  CATCH_UP_MS,
} from './useLiveQuery';
import { SIGNAL_SILENCE_MS } from './useSignalDelivery';

const REF = { managementCluster: 'local', namespace: 'team-a', name: 'blue' };

function answer(phase: DpuClusterPhase) {
  return { item: aCluster({ phase }), source: aSource() };
}

async function setUp(options: { signals?: FakeSignals } = {}) {
  const { signals } = options;
  const getDpuCluster = jest.fn().mockResolvedValue(answer('Creating'));
  const api = mockDpfApi({ getDpuCluster });
  const wrapper = ({ children }: PropsWithChildren<{}>) =>
    signals ? (
      <TestApiProvider
        apis={[
          [dpfApiRef, api],
          [signalApiRef, signals],
        ]}
      >
        {children}
      </TestApiProvider>
    ) : (
      <TestApiProvider apis={[[dpfApiRef, api]]}>{children}</TestApiProvider>
    );
  const hook = renderHook(() => useDpuCluster(REF), { wrapper });
  await act(() => jest.advanceTimersByTimeAsync(DEBOUNCE_MS));
  return { ...hook, getDpuCluster };
}

describe('useDpuCluster', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  describe('when the replica that answers is behind', () => {
    const older = () => ({
      ...answer('Creating'),
      source: aSource({ behind: true }),
    });

    it('keeps what it shows, asks again soon, and shows the answer of one that is not', async () => {
      const { result, getDpuCluster } = await setUp();
      getDpuCluster.mockResolvedValue(answer('Ready'));
      await act(() => jest.advanceTimersByTimeAsync(POLL_MS));
      expect(result.current.value?.item.phase).toBe('Ready');

      getDpuCluster.mockResolvedValue(older());
      act(() => result.current.refresh());
      await act(() => jest.advanceTimersByTimeAsync(DEBOUNCE_MS));
      expect(result.current.value?.item.phase).toBe('Ready');

      getDpuCluster.mockResolvedValue(answer('NotReady'));
      await act(() => jest.advanceTimersByTimeAsync(BEHIND_RETRY_MS));
      expect(result.current.value?.item.phase).toBe('NotReady');
    });

    it('shows it all the same when no other answers for half a minute', async () => {
      const { result, getDpuCluster } = await setUp();
      getDpuCluster.mockResolvedValue(older());
      const early = result.current.value;
      act(() => result.current.refresh());
      await act(() =>
        jest.advanceTimersByTimeAsync(BEHIND_PATIENCE_MS - BEHIND_RETRY_MS),
      );
      expect(result.current.value).toBe(early);
      await act(() => jest.advanceTimersByTimeAsync(3 * BEHIND_RETRY_MS));
      expect(result.current.value?.source.behind).toBe(true);
    });

    it('shows it where the page has nothing yet', async () => {
      const getDpuCluster = jest.fn().mockResolvedValue(older());
      const api = mockDpfApi({ getDpuCluster });
      const { result } = renderHook(() => useDpuCluster(REF), {
        wrapper: ({ children }: PropsWithChildren<{}>) => (
          <TestApiProvider apis={[[dpfApiRef, api]]}>
            {children}
          </TestApiProvider>
        ),
      });
      await act(() => jest.advanceTimersByTimeAsync(DEBOUNCE_MS));
      expect(result.current.value?.item.phase).toBe('Creating');
    });
  });

  it('shows a change at once when a signal names the cluster', async () => {
    const signals = new FakeSignals();
    const { result, getDpuCluster } = await setUp({ signals });
    expect(result.current.value?.item.phase).toBe('Creating');

    getDpuCluster.mockResolvedValue(answer('Ready'));
    await act(async () => {
      signals.publish(DPU_CLUSTERS_SIGNAL_CHANNEL, { keys: ['epoch.blue'] });
    });
    expect(result.current.value?.item.phase).toBe('Ready');
    expect(result.current.signals).toBe(true);
  });

  it('counts on signals only while they arrive', async () => {
    const signals = new FakeSignals();
    const { result } = await setUp({ signals });
    expect(result.current.signals).toBe(false);
    await act(async () => signals.beat());
    expect(result.current.signals).toBe(true);
    await act(() => jest.advanceTimersByTimeAsync(SIGNAL_SILENCE_MS - 1));
    expect(result.current.signals).toBe(true);
    await act(() => jest.advanceTimersByTimeAsync(1));
    expect(result.current.signals).toBe(false);
    await act(async () => signals.beat());
    expect(result.current.signals).toBe(true);
  });

  it('reads again when a signal names all, and not when it names another', async () => {
    const signals = new FakeSignals();
    const { getDpuCluster } = await setUp({ signals });
    await act(async () => {
      signals.publish(DPU_CLUSTERS_SIGNAL_CHANNEL, { keys: ['epoch.other'] });
    });
    expect(getDpuCluster).toHaveBeenCalledTimes(1);
    await act(async () => {
      signals.publish(DPU_CLUSTERS_SIGNAL_CHANNEL, { all: true });
    });
    expect(getDpuCluster).toHaveBeenCalledTimes(2);
  });

  it('reads again when another replica sends signals than answered, so that no change is missed', async () => {
    const signals = new FakeSignals();
    const { getDpuCluster } = await setUp({ signals });
    await act(async () => {
      signals.publish(DPU_CLUSTERS_SIGNAL_CHANNEL, { keys: ['later.other'] });
    });
    expect(getDpuCluster).toHaveBeenCalledTimes(2);
  });

  it.each(CATCH_UP_MS)(
    'hears after %i ms of what changed before the socket was there',
    async ms => {
      const { result, getDpuCluster } = await setUp({
        signals: new FakeSignals(),
      });
      await act(() => jest.advanceTimersByTimeAsync(ms - DEBOUNCE_MS - 1));
      getDpuCluster.mockResolvedValue(answer('Ready'));
      await act(() => jest.advanceTimersByTimeAsync(1));
      expect(result.current.value?.item.phase).toBe('Ready');
    },
  );

  it('falls back to polling when there are no signals', async () => {
    const { result, getDpuCluster } = await setUp();
    expect(result.current.signals).toBe(false);
    getDpuCluster.mockResolvedValue(answer('Ready'));
    await act(() => jest.advanceTimersByTimeAsync(POLL_MS));
    expect(result.current.value?.item.phase).toBe('Ready');
  });

  it('polls although there are signals, since they may be lost', async () => {
    const { getDpuCluster } = await setUp({ signals: new FakeSignals() });
    await act(() => jest.advanceTimersByTimeAsync(Math.max(...CATCH_UP_MS)));
    getDpuCluster.mockClear();
    await act(() => jest.advanceTimersByTimeAsync(POLL_MS));
    expect(getDpuCluster).toHaveBeenCalledTimes(1);
  });

  it.each([
    [
      'the management cluster is starting',
      (read: jest.Mock) =>
        read.mockResolvedValue({
          item: aCluster(),
          source: aSource({ starting: true, reachable: false }),
        }),
    ],
    [
      'the server answers later',
      (read: jest.Mock) =>
        read.mockRejectedValue(
          Object.assign(new Error('starting'), { statusCode: 503 }),
        ),
    ],
  ])('reads often while %s', async (_, answerSo) => {
    const { result, getDpuCluster } = await setUp();
    answerSo(getDpuCluster);
    await act(() => jest.advanceTimersByTimeAsync(POLL_MS));
    getDpuCluster.mockClear();
    await act(() => jest.advanceTimersByTimeAsync(STARTING_POLL_MS));
    expect(getDpuCluster).toHaveBeenCalledTimes(1);

    getDpuCluster.mockResolvedValue(answer('Ready'));
    await act(() => jest.advanceTimersByTimeAsync(STARTING_POLL_MS));
    expect(result.current.value?.item.phase).toBe('Ready');
    getDpuCluster.mockClear();
    await act(() => jest.advanceTimersByTimeAsync(2 * STARTING_POLL_MS));
    expect(getDpuCluster).not.toHaveBeenCalled();
  });

  it('reads again when the window gets the focus', async () => {
    const { getDpuCluster } = await setUp();
    await act(async () => {
      window.dispatchEvent(new Event('focus'));
    });
    expect(getDpuCluster).toHaveBeenCalledTimes(2);
  });

  it('keeps the last answer when a read fails, and says so', async () => {
    const { result, getDpuCluster } = await setUp();
    getDpuCluster.mockRejectedValue(new Error('away'));
    await act(() => jest.advanceTimersByTimeAsync(POLL_MS));
    expect(result.current.value?.item.phase).toBe('Creating');
    expect(result.current.error?.message).toBe('away');
  });

  it('forgets a cluster that is gone, and takes notice of one that comes in its place', async () => {
    const signals = new FakeSignals();
    const { result, getDpuCluster } = await setUp({ signals });
    getDpuCluster.mockRejectedValue(
      Object.assign(new Error('gone'), { statusCode: 404 }),
    );
    await act(async () => {
      signals.publish(DPU_CLUSTERS_SIGNAL_CHANNEL, { keys: ['epoch.blue'] });
    });
    expect(result.current.value).toBeUndefined();

    await act(() => jest.advanceTimersByTimeAsync(DEBOUNCE_MS));
    getDpuCluster.mockResolvedValue({
      item: aCluster({ uid: 'uid-new', signalKey: 'epoch.new' }),
      source: aSource(),
    });
    await act(async () => {
      signals.publish(DPU_CLUSTERS_SIGNAL_CHANNEL, { keys: ['epoch.new'] });
    });
    expect(result.current.value?.item.uid).toBe('uid-new');
    expect(result.current.error).toBeUndefined();
  });

  it('gives up a read that never ends, so that polling goes on', async () => {
    const { getDpuCluster } = await setUp();
    getDpuCluster.mockImplementation(
      (_ref, { signal }) =>
        new Promise((_done, fail) => {
          signal.addEventListener('abort', () => fail(new Error('aborted')));
        }),
    );
    await act(() => jest.advanceTimersByTimeAsync(3 * POLL_MS));
    expect(getDpuCluster).toHaveBeenCalledTimes(4);
  });

  it('leaves nothing behind when it is unmounted', async () => {
    const signals = new FakeSignals();
    const { unmount, getDpuCluster } = await setUp({ signals });
    unmount();
    expect(signals.subscriberCount(DPU_CLUSTERS_SIGNAL_CHANNEL)).toBe(0);
    expect(signals.subscriberCount(SIGNAL_HEARTBEAT_CHANNEL)).toBe(0);
    await jest.advanceTimersByTimeAsync(3 * POLL_MS);
    expect(getDpuCluster).toHaveBeenCalledTimes(1);
  });
});
