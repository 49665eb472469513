export * from './isSameVersion';
export * from './upgradeProblem';
