/**
 * What makers of cluster types test their managers with.
 *
 * ```ts
 * describe('MyClusterManager', () => {
 *   it.each(clusterManagerChecks(subject))('$name', ({ run }) => run());
 * });
 * ```
 *
 * @packageDocumentation
 */

export type {
  ClusterManager,
  ClusterManagerCondition,
  ClusterManagerContext,
  ClusterManagerResult,
} from '../clusterManager/ClusterManager';
export type { ClusterManagerSubject } from './ClusterManagerSubject';
export { clusterManagerChecks } from './clusterManagerChecks';
export type { ClusterManagerCheck } from './clusterManagerChecks';
