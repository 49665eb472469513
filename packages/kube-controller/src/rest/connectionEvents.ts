import http from 'node:http';
import { Socket } from 'node:net';

/** Destroys the request when the signal aborts. Much cheaper than the request's own option `signal`. */
export function destroyOnAbort(
  request: http.ClientRequest,
  signal: AbortSignal,
): void {
  const destroy = () => {
    const { reason } = signal;
    request.destroy(reason instanceof Error ? reason : new Error('Aborted'));
  };
  signal.addEventListener('abort', destroy);
  request.once('close', () => signal.removeEventListener('abort', destroy));
}

/**
 * Calls back once the request's connection is established, including TLS. The process may be suspended for long
 * before that; after the call the request is sent without further waiting.
 */
export function whenConnected(
  request: http.ClientRequest,
  callback: () => void,
): void {
  request.once('socket', socket => {
    const event = awaitedEvent(socket);
    if (event) {
      socket.once(event, callback);
    } else {
      callback();
    }
  });
}

/** The event that reports the connection as established; `undefined` where it is established. */
function awaitedEvent(socket: Socket): string | undefined {
  // Not in the types: true from the creation of a TLS socket until 'secureConnect'.
  if ('secureConnecting' in socket && socket.secureConnecting === true) {
    return 'secureConnect';
  }
  return socket.connecting ? 'connect' : undefined;
}
