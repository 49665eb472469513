import { FromReconcilers, ToReconcilers } from './HostedMessage';

/** The way to the portal that started this process. */
export interface PortalChannel {
  send(message: FromReconcilers): void;
  onMessage(listener: (message: ToReconcilers) => void): void;
  /** The portal has ended, however it did. */
  onGone(listener: () => void): void;
  /** Resolves when everything is sent. */
  sent(): Promise<void>;
}

/** The channel of a process that was forked; `undefined` in one that was started otherwise. */
export function channelOfProcess(): PortalChannel | undefined {
  if (!process.send) {
    return undefined;
  }
  let sending = Promise.resolve();
  return {
    send: message => {
      if (process.connected) {
        // A portal that has just ended gets no message, and `onGone` says so.
        sending = new Promise(resolve =>
          process.send?.(message, undefined, undefined, () => resolve()),
        );
      }
    },
    onMessage: listener => void process.on('message', listener),
    onGone: listener => void process.once('disconnect', listener),
    sent: () => sending,
  };
}
