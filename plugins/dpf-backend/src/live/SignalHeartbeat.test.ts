import { mockServices } from '@backstage/backend-test-utils';
import { SIGNAL_HEARTBEAT_MS } from '@dpf-portal/backstage-plugin-dpf-common';
import { FakeClock } from '@dpf-portal/kube-controller/testing';
import { SignalHeartbeat } from './SignalHeartbeat';

function setUp() {
  const clock = new FakeClock();
  const signals = { publish: jest.fn().mockResolvedValue(undefined) };
  const logger = mockServices.logger.mock();
  const stop = new AbortController();
  const running = new SignalHeartbeat({ signals, clock, logger }).run(
    stop.signal,
  );
  return { clock, signals, logger, stop, running };
}

describe('SignalHeartbeat', () => {
  it('says at once and then regularly that signals are delivered, and nothing else', async () => {
    const { clock, signals, stop } = setUp();
    await clock.advance(0);
    expect(signals.publish).toHaveBeenCalledTimes(1);
    expect(signals.publish).toHaveBeenCalledWith({
      recipients: { type: 'broadcast' },
      channel: 'dpf:heartbeat',
      message: { alive: true },
    });
    await clock.advance(SIGNAL_HEARTBEAT_MS);
    await clock.advance(SIGNAL_HEARTBEAT_MS);
    expect(signals.publish).toHaveBeenCalledTimes(3);
    stop.abort();
  });

  it('continues after a failure, and logs an outage once', async () => {
    const { clock, signals, logger, stop } = setUp();
    signals.publish.mockRejectedValue(new Error('no broker'));
    await clock.advance(SIGNAL_HEARTBEAT_MS);
    await clock.advance(SIGNAL_HEARTBEAT_MS);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    signals.publish.mockResolvedValue(undefined);
    await clock.advance(SIGNAL_HEARTBEAT_MS);
    signals.publish.mockRejectedValue(new Error('no broker'));
    await clock.advance(SIGNAL_HEARTBEAT_MS);
    expect(logger.warn).toHaveBeenCalledTimes(2);
    stop.abort();
  });

  it('ends when the plugin stops', async () => {
    const { clock, signals, stop, running } = setUp();
    await clock.advance(0);
    stop.abort();
    await running;
    await clock.advance(10 * SIGNAL_HEARTBEAT_MS);
    expect(signals.publish).toHaveBeenCalledTimes(1);
  });
});
