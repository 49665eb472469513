import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/core-plugin-api';

/** The list of all DPU clusters. */
export const rootRouteRef = createRouteRef({ id: 'dpf' });

/** One DPU cluster. */
export const clusterRouteRef = createSubRouteRef({
  id: 'dpf/cluster',
  parent: rootRouteRef,
  path: '/:managementCluster/:namespace/:name',
});

/** The page on which users request DPU clusters: the software templates. */
export const createClusterRouteRef = createExternalRouteRef({
  id: 'create-cluster',
  optional: true,
  defaultTarget: 'scaffolder.root',
});
