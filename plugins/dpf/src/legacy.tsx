/**
 * DPU clusters in Backstage, for the old frontend system: the same components as the default export.
 *
 * @packageDocumentation
 */

import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { createScaffolderFieldExtension } from '@backstage/plugin-scaffolder-react';
import { JSX } from 'react';
import { DpfClient } from '@dpf-portal/backstage-plugin-dpf-common';
import { dpfApiRef } from './api/useDpfApi';
import {
  addressField,
  clusterNameField,
  expiresField,
  kubeconfigField,
  labelsField,
  managementClusterField,
  maxNodesField,
  namespaceField,
  networkField,
  nodeSelectorField,
  reviewField,
  secretNameField,
  versionField,
} from './fields/formFields';
import {
  clusterRouteRef,
  createClusterRouteRef,
  dpusRouteRef,
  platformRouteRef,
  rootRouteRef,
} from './routes';

export { dpfApiRef };
export type { AddressPart } from './fields/DpfAddress/addressParts';
export { isDpuClusterEntity } from './components/EntityDpuCluster/clusterRefOfEntity';

/** The plugin of the old frontend system, with its routes and its API. @public */
export const dpfPlugin = createPlugin({
  id: 'dpf',
  routes: {
    root: rootRouteRef,
    dpus: dpusRouteRef,
    platform: platformRouteRef,
    cluster: clusterRouteRef,
  },
  externalRoutes: { createCluster: createClusterRouteRef },
  apis: [
    createApiFactory({
      api: dpfApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: ({ discoveryApi, fetchApi }) =>
        new DpfClient({ discoveryApi, fetchApi }),
    }),
  ],
});

/**
 * The list of DPU clusters, and the pages behind its tabs. Mount it at a path without parameters, usually
 * `/dpu-clusters`, together with {@link DpuClusterPage}.
 *
 * @public
 */
export const DpfPage: () => JSX.Element = dpfPlugin.provide(
  createRoutableExtension({
    name: 'DpfPage',
    component: () =>
      import('./components/LegacyPages/LegacyListPage').then(
        m => m.LegacyListPage,
      ),
    mountPoint: rootRouteRef,
  }),
);

/**
 * The page of one DPU cluster. Mount it at a path with the parameters `:managementCluster`, `:namespace` and `:name`,
 * usually `/dpu-clusters/:managementCluster/:namespace/:name`.
 *
 * @public
 */
export const DpuClusterPage: () => JSX.Element = dpfPlugin.provide(
  createRoutableExtension({
    name: 'DpuClusterPage',
    component: () =>
      import('./components/LegacyPages/LegacyDpuClusterPage').then(
        m => m.LegacyDpuClusterPage,
      ),
    mountPoint: clusterRouteRef,
  }),
);

/** The card for an entity's overview. @public */
export const EntityDpuClusterCard: () => JSX.Element = dpfPlugin.provide(
  createComponentExtension({
    name: 'EntityDpuClusterCard',
    component: {
      lazy: () =>
        import('./components/EntityDpuCluster/EntityDpuCluster').then(
          m => m.EntityDpuClusterCard,
        ),
    },
  }),
);

/** The tab of an entity's page. @public */
export const EntityDpuClusterContent: () => JSX.Element = dpfPlugin.provide(
  createComponentExtension({
    name: 'EntityDpuClusterContent',
    component: {
      lazy: () =>
        import('./components/EntityDpuCluster/EntityDpuCluster').then(
          m => m.EntityDpuClusterContent,
        ),
    },
  }),
);

/** The form field that chooses a management cluster. @public */
export const DpfManagementClusterFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(managementClusterField),
);

/** The form field that chooses a network of the management cluster. @public */
export const DpfNetworkFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(networkField),
);

/** The form field for the name of a DPU cluster. @public */
export const DpfClusterNameFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(clusterNameField),
);

/** The form field for the day of the reminder, with the policy's default. @public */
export const DpfExpiresFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(expiresField),
);

/** The form field that chooses a Kubernetes version. @public */
export const DpfVersionFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(versionField),
);

/** The form field for the namespace of a DPU cluster. @public */
export const DpfNamespaceFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(namespaceField),
);

/** The form field for a VIP or a virtual router id chosen by hand. @public */
export const DpfAddressFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(addressField),
);

/** The form field for the labels of a DPU cluster. @public */
export const DpfLabelsFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(labelsField),
);

/** The form field that uploads a kubeconfig and keeps only a handle to it. @public */
export const DpfKubeconfigFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(kubeconfigField),
);

/** The form field for the largest number of DPUs, with the limits of policy and API. @public */
export const DpfMaxNodesFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(maxNodesField),
);

/** The form field for the nodes that can hold the VIP, with the nodes that it matches. @public */
export const DpfNodeSelectorFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(nodeSelectorField),
);

/** The form field for the name of a Secret on the management cluster. @public */
export const DpfSecretNameFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(secretNameField),
);

/** The form field that says what the request would make, by a dry run on the server. @public */
export const DpfReviewFieldExtension = dpfPlugin.provide(
  createScaffolderFieldExtension(reviewField),
);
