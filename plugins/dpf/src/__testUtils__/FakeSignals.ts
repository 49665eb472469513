import { SignalApi } from '@backstage/plugin-signals-react';
import { SIGNAL_HEARTBEAT_CHANNEL } from '@dpf-portal/backstage-plugin-dpf-common';

/** Delivers the signals that a test publishes. */
export class FakeSignals implements SignalApi {
  readonly #subscribers = new Map<string, Set<(message: object) => void>>();

  subscribe<TMessage>(channel: string, onMessage: (message: TMessage) => void) {
    const all = this.#subscribers.get(channel) ?? new Set();
    this.#subscribers.set(channel, all);
    const deliver = (message: object) => onMessage(message as TMessage);
    all.add(deliver);
    return { unsubscribe: () => all.delete(deliver) };
  }

  /** Publishes the heartbeat of the back end. */
  beat() {
    this.publish(SIGNAL_HEARTBEAT_CHANNEL, { alive: true });
  }

  publish(channel: string, message: object) {
    this.#subscribers.get(channel)?.forEach(deliver => deliver(message));
  }

  subscriberCount(channel: string): number {
    return this.#subscribers.get(channel)?.size ?? 0;
  }
}
