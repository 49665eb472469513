import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  DPU_CLUSTERS_SIGNAL_CHANNEL,
  SIGNAL_HEARTBEAT_CHANNEL,
  SIGNAL_HEARTBEAT_MS,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { useEffect, useState } from 'react';

/** One heartbeat may be lost or late. */
export const SIGNAL_SILENCE_MS = 2.5 * SIGNAL_HEARTBEAT_MS;

/**
 * Whether signals of the dpf back end arrive here. That the portal has the API for them proves nothing: its back end may
 * have no signals plugin, and the API does not say whether its socket is open. So it is what arrives that counts.
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
