import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  DPU_CLUSTERS_SIGNAL_CHANNEL,
  SIGNAL_HEARTBEAT_CHANNEL,
  SIGNAL_HEARTBEAT_MS,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { useEffect, useState } from 'react';

/** Tolerates one lost or late heartbeat. */
export const SIGNAL_SILENCE_MS = 2.5 * SIGNAL_HEARTBEAT_MS;

/**
 * Whether signals of the dpf back end arrive. The signals API alone does not show it: the back end may have no signals
 * plugin, and the API does not report whether its socket is open. Therefore this hook observes the heartbeat.
 */
export function useSignalDelivery(): boolean {
  const signalApi = useApiHolder().get(signalApiRef);
  const [delivers, setDelivers] = useState(false);
  useEffect(() => {
    if (!signalApi) {
      return undefined;
    }
    let silence: ReturnType<typeof setTimeout> | undefined;
    const onMessage = () => {
      clearTimeout(silence);
      silence = setTimeout(() => setDelivers(false), SIGNAL_SILENCE_MS);
      setDelivers(true);
    };
    const subscriptions = [
      DPU_CLUSTERS_SIGNAL_CHANNEL,
      SIGNAL_HEARTBEAT_CHANNEL,
    ].map(channel => signalApi.subscribe(channel, onMessage));
    return () => {
      clearTimeout(silence);
      subscriptions.forEach(subscription => subscription.unsubscribe());
      setDelivers(false);
    };
  }, [signalApi]);
  return delivers;
}
