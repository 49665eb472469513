import { SignalApi } from '@backstage/plugin-signals-react';
import { DpuClustersSignal } from '@dpf-portal/backstage-plugin-dpf-common';

/** Delivers signals when told to. */
export class FakeSignals implements SignalApi {
  readonly #subscribers = new Map<
    string,
    Set<(message: DpuClustersSignal) => void>
  >();

  subscribe<TMessage>(channel: string, onMessage: (message: TMessage) => void) {
    const all = this.#subscribers.get(channel) ?? new Set();
    this.#subscribers.set(channel, all);
    const deliver = (message: DpuClustersSignal) =>
      onMessage(message as TMessage);
    all.add(deliver);
    return { unsubscribe: () => all.delete(deliver) };
  }

  publish(channel: string, message: DpuClustersSignal) {
    this.#subscribers.get(channel)?.forEach(deliver => deliver(message));
  }

  subscriberCount(channel: string): number {
    return this.#subscribers.get(channel)?.size ?? 0;
  }
}
