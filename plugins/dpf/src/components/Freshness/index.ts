export { Freshness, isStale } from './Freshness';
export { SourceBanner } from './SourceBanner';
