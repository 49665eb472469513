import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { DpfClient } from '@dpf-portal/backstage-plugin-dpf-common';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { RiServerLine } from '@remixicon/react';
import { dpfApiRef } from './api/useDpfApi';
import { formFieldExtensions } from './fields/formFieldExtensions';
import {
  clusterRouteRef,
  createClusterRouteRef,
  dpusRouteRef,
  platformRouteRef,
  rootRouteRef,
} from './routes';

const DPU_CLUSTER_ENTITY = { kind: 'resource', 'spec.type': 'dpu-cluster' };

const dpfApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: dpfApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new DpfClient({ discoveryApi, fetchApi }),
    }),
});

const dpfPage = PageBlueprint.make({
  params: {
    path: DEFAULT_PORTAL_PATHS.list,
    title: 'DPU clusters',
    icon: <RiServerLine />,
    routeRef: rootRouteRef,
    loader: () =>
      import('./components/ListPages/ListPages').then(m => <m.ListPages />),
  },
});

// A path with parameters is no entry of the navigation.
const dpuClusterPage = PageBlueprint.make({
  name: 'cluster',
  params: {
    path: DEFAULT_PORTAL_PATHS.cluster,
    routeRef: clusterRouteRef,
    loader: () =>
      import('./components/DpuClusterPage/DpuClusterPage').then(m => (
        <m.DpuClusterPage />
      )),
  },
});

const dpuClusterCard = EntityCardBlueprint.make({
  name: 'dpu-cluster',
  params: {
    filter: DPU_CLUSTER_ENTITY,
    type: 'content',
    loader: () =>
      import('./components/EntityDpuCluster/EntityDpuCluster').then(m => (
        <m.EntityDpuClusterCard />
      )),
  },
});

const dpuClusterContent = EntityContentBlueprint.make({
  name: 'dpu-cluster',
  params: {
    path: '/dpu-cluster',
    title: 'DPU cluster',
    filter: DPU_CLUSTER_ENTITY,
    loader: () =>
      import('./components/EntityDpuCluster/EntityDpuCluster').then(m => (
        <m.EntityDpuClusterContent />
      )),
  },
});

/** DPU clusters: list, cluster page, entity card and tab, form fields. @public */
export const dpfPlugin = createFrontendPlugin({
  pluginId: 'dpf',
  title: 'DPU clusters',
  icon: <RiServerLine />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    dpus: dpusRouteRef,
    platform: platformRouteRef,
    cluster: clusterRouteRef,
  },
  externalRoutes: { createCluster: createClusterRouteRef },
  extensions: [
    dpfApi,
    dpfPage,
    dpuClusterPage,
    dpuClusterCard,
    dpuClusterContent,
    ...formFieldExtensions,
  ],
});
