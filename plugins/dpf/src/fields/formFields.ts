import { DpfAddress, validateAddress } from './DpfAddress';
import { DpfClusterName, validateClusterName } from './DpfClusterName';
import { DpfKubeconfig } from './DpfKubeconfig';
import { DpfLabels, validateLabels } from './DpfLabels';
import { DpfManagementCluster } from './DpfManagementCluster';
import { DpfNamespace } from './DpfNamespace';
import { DpfNetwork } from './DpfNetwork';
import { DpfVersion } from './DpfVersion';

/** The fields by the names that templates use in `ui:field`. */
export const managementClusterField = {
  name: 'DpfManagementCluster',
  component: DpfManagementCluster,
};

export const networkField = { name: 'DpfNetwork', component: DpfNetwork };

export const clusterNameField = {
  name: 'DpfClusterName',
  component: DpfClusterName,
  validation: validateClusterName,
};

export const namespaceField = {
  name: 'DpfNamespace',
  component: DpfNamespace,
};

export const addressField = {
  name: 'DpfAddress',
  component: DpfAddress,
  validation: validateAddress,
};

export const labelsField = {
  name: 'DpfLabels',
  component: DpfLabels,
  validation: validateLabels,
};

export const versionField = { name: 'DpfVersion', component: DpfVersion };

export const kubeconfigField = {
  name: 'DpfKubeconfig',
  component: DpfKubeconfig,
};
