export * from './controlPlaneVersions';
export * from './decideRaise';
export * from './isSameVersion';
export { compareVersions } from './parseVersion';
export * from './upgradeProblem';
export * from './upgradesUnderWay';
