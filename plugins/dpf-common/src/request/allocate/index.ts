export * from './networkProblems';
export * from './nextFreeEndpoint';
