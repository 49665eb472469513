export * from './DpuJoiner';
export * from './DpuTarget';
export { dpuNames } from './buildDpu';
