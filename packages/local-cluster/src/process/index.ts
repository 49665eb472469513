export * from './findFreePort';
export * from './isPortFree';
export * from './ManagedProcess';
export * from './Reaper';
export * from './signalGroup';
export * from './sleep';
export * from './tailOfFile';
