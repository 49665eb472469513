export * from './findFreePort';
export * from './ManagedProcess';
export * from './pollUntil';
export * from './Reaper';
