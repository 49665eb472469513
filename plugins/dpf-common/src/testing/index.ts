/**
 * What tests of this package and of its users share. Needs fast-check.
 *
 * @packageDocumentation
 */
export * from '../request/__fixtures__/managementClusters';
export * from './anyRequest';
export * from './craftedInput';
export * from './hostileKubeconfigs';
