export * from './subsetEquals';
export * from './isOwnedBy';
export * from './createOrAdopt';
