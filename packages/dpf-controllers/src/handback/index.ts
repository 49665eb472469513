export * from './HandBackReport';
export * from './handBack';
export * from './renderReport';
