/** Where a CONNECT request may go: a port of 127.0.0.1, to one that never answers, nowhere (it is down), or it is refused. */
export type Route =
  | { kind: 'port'; port: number }
  | { kind: 'silent' }
  | { kind: 'down' }
  | { kind: 'refused' };

export type Router = (host: string, port: number) => Route;
