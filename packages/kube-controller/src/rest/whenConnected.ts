import http from 'node:http';
import { Socket } from 'node:net';

/**
 * Calls back once a request has a connection that is ready for its bytes, TLS included. A process may be stopped for
 * long while a connection is made; from the call on nothing is waited for any more.
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

/** The event with which a connection is ready; `undefined`: it is. */
function awaitedEvent(socket: Socket): string | undefined {
  // Not in the types: true from the making of a TLS socket to its 'secureConnect'.
  if ('secureConnecting' in socket && socket.secureConnecting === true) {
    return 'secureConnect';
  }
  return socket.connecting ? 'connect' : undefined;
}
