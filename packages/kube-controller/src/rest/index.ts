export * from './KubeApiError';
export type { StatusCause, StatusDetails } from './StatusDetails';
export * from './KubeUnreachableError';
export * from './GateClosedError';
export * from './TerminalError';
export * from './errors';
export * from './ConnectProxyAgent';
export * from './RestTransport';
