export * from './ReadonlyStore';
export { isOlderVersion } from './isOlderVersion';
