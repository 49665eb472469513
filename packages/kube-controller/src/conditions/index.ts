export * from './Condition';
export * from './mergeConditions';
