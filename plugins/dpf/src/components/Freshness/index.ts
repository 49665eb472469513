export { Freshness } from './Freshness';
export { SourceBanner } from './SourceBanner';
export { isStale } from './isStale';
