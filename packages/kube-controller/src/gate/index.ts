export * from './ServerGate';
export * from './WriteGate';
