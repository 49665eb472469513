/** Signal channel. @public */
export const DPU_CLUSTERS_SIGNAL_CHANNEL = 'dpf:dpu-clusters';

/**
 * A signal's message: the signal keys of the clusters that changed, or all. Sockets without a sign-in receive it too, so
 * it holds neither names nor uids.
 *
 * @public
 */
export type DpuClustersSignal = { keys: string[] } | { all: true };

/**
 * A cluster's signal key: `<epoch>.<digest>`. The epoch says with which secret the digest was made.
 *
 * @public
 */
export function signalKeyOf(epoch: string, digest: string): string {
  return `${epoch}.${digest}`;
}

function epochOf(key: string): string {
  return key.slice(0, key.indexOf('.'));
}

/**
 * Whether a page must read a cluster again. Keys of another epoch cannot be compared: for a short time after a start one
 * replica may have answered the page with the old secret while another sends signals with the new one. The page then
 * reads again, and the new answer carries the new key.
 *
 * @param key - `signalKey` of the page's last answer; undefined when it has none
 * @public
 */
export function signalConcerns(
  signal: DpuClustersSignal,
  key: string | undefined,
): boolean {
  return (
    !('keys' in signal) ||
    key === undefined ||
    signal.keys.some(
      changed => changed === key || epochOf(changed) !== epochOf(key),
    )
  );
}

/**
 * Signal channel on which the back end says regularly that its signals are delivered. Its messages hold nothing else.
 *
 * @public
 */
export const SIGNAL_HEARTBEAT_CHANNEL = 'dpf:heartbeat';

/** How often. @public */
export const SIGNAL_HEARTBEAT_MS = 10_000;
