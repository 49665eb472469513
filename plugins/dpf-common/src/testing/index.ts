/**
 * What tests of this package and of its users share. Needs fast-check.
 *
 * @packageDocumentation
 */
export {
  KEY_DATA,
  kubeconfigObject,
} from '../kubeconfig/__fixtures__/kubeconfigs';
export * from '../request/__fixtures__/managementClusters';
export * from './anyRequest';
export * from './craftedInput';
export * from './hostileKubeconfigs';
export * from './labelKeys';
export * from './malformedTimes';
export * from './vips';
