import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { DPU_CLUSTERS_SIGNAL_CHANNEL } from '@dpf-portal/backstage-plugin-dpf-common';
import { act, renderHook } from '@testing-library/react';
import { PropsWithChildren } from 'react';
import { FakeSignals } from '../../__testUtils__/FakeSignals';
import { aCluster } from '../../__testUtils__/aCluster';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { dpfApiRef } from '../../api/useDpfApi';
import { useClusterDetail } from './useClusterDetail';

describe('useClusterDetail', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('reads again for a signal with the key of its own cluster only', async () => {
    const signals = new FakeSignals();
    const read = jest.fn().mockResolvedValue({ items: [] });
    const wrapper = ({ children }: PropsWithChildren<{}>) => (
      <TestApiProvider
        apis={[
          [dpfApiRef, mockDpfApi({})],
          [signalApiRef, signals],
        ]}
      >
        {children}
      </TestApiProvider>
    );
    const cluster = aCluster();
    renderHook(() => useClusterDetail({ cluster, name: 'events', read }), {
      wrapper,
    });
    await act(() => jest.advanceTimersByTimeAsync(1000));
    expect(read).toHaveBeenCalledTimes(1);
    const publish = (key: string) =>
      act(async () =>
        signals.publish(DPU_CLUSTERS_SIGNAL_CHANNEL, { keys: [key] }),
      );
    await publish('epoch.other');
    expect(read).toHaveBeenCalledTimes(1);
    await publish('epoch.blue');
    expect(read).toHaveBeenCalledTimes(2);
  });
});
