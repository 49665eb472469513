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
import { RiServerLine } from '@remixicon/react';
import { dpfApiRef } from './api/useDpfApi';
import { formFieldExtensions } from './fields/formFieldExtensions';
import { clusterRouteRef, createClusterRouteRef, rootRouteRef } from './routes';

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
    path: '/dpu-clusters',
    title: 'DPU clusters',
    icon: <RiServerLine />,
    routeRef: rootRouteRef,
    loader: () =>
      import('./components/DpfPage/DpfPage').then(m => <m.DpfPage />),
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
  routes: { root: rootRouteRef, cluster: clusterRouteRef },
  externalRoutes: { createCluster: createClusterRouteRef },
  extensions: [
    dpfApi,
    dpfPage,
    dpuClusterCard,
    dpuClusterContent,
    ...formFieldExtensions,
  ],
});
