export * from './Clock';
export { systemClock } from './systemClock';
