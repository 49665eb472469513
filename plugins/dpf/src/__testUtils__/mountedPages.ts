import { clusterRouteRef, rootRouteRef } from '../routes';

/**
 * Where component tests mount the pages. Not where a new portal has them, so that a test fails if a component has a path
 * of its own.
 */
export const mountedPages = {
  '/fleet': rootRouteRef,
  '/one-of/:managementCluster/:namespace/:name': clusterRouteRef,
};
