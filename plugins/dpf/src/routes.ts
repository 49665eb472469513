import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/core-plugin-api';
import { PLATFORM_SUB_PATH } from '@dpf-portal/dpf-model';

/** The list of all DPU clusters. The pages behind the other tabs are below it. */
export const rootRouteRef = createRouteRef({ id: 'dpf' });

/** The list of DPUs. */
export const dpusRouteRef = createSubRouteRef({
  id: 'dpf/dpus',
  parent: rootRouteRef,
  path: '/dpus',
});

/** The page of the platform's engineers, with its first tab. */
export const platformRouteRef = createSubRouteRef({
  id: 'dpf/platform',
  parent: rootRouteRef,
  path: PLATFORM_SUB_PATH,
});

/** Another tab of the page of the platform's engineers. */
export const platformTabRouteRef = createSubRouteRef({
  id: 'dpf/platform/tab',
  parent: rootRouteRef,
  path: `${PLATFORM_SUB_PATH}/:tab` as const,
});

/** One DPU cluster. A page of its own, so that its path does not depend on that of the list. */
export const clusterRouteRef = createRouteRef({
  id: 'dpf/cluster',
  params: ['managementCluster', 'namespace', 'name'],
});

/** The page on which users request DPU clusters: the software templates. */
export const createClusterRouteRef = createExternalRouteRef({
  id: 'create-cluster',
  optional: true,
  defaultTarget: 'scaffolder.root',
});
