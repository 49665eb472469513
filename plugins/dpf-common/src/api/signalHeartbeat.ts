/**
 * Signal channel on which the back end says regularly that its signals are delivered. Its messages hold nothing else.
 *
 * @public
 */
export const SIGNAL_HEARTBEAT_CHANNEL = 'dpf:heartbeat';

/** How often. @public */
export const SIGNAL_HEARTBEAT_MS = 10_000;
