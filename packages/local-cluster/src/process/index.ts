export * from './findFreePort';
export * from './isPortFree';
export * from './ManagedProcess';
export * from './pollUntil';
export * from './Reaper';
export * from './signalGroup';
export * from './tailOfFile';
