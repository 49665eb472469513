export * from './DpuJoiner';
export * from './DpuTarget';
