import { DpfClusterName, validateClusterName } from './DpfClusterName';
import { DpfKubeconfig } from './DpfKubeconfig';
import { DpfManagementCluster } from './DpfManagementCluster';
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

export const versionField = { name: 'DpfVersion', component: DpfVersion };

export const kubeconfigField = {
  name: 'DpfKubeconfig',
  component: DpfKubeconfig,
};
