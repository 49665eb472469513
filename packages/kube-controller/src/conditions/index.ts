export * from './Condition';
export * from './mergeConditions';
export * from './patchConditions';
