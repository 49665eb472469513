import { DpfAddress } from './DpfAddress/DpfAddress';
import { validateAddress } from './DpfAddress/addressParts';
import { DpfClusterName } from './DpfClusterName/DpfClusterName';
import { validateClusterName } from './DpfClusterName/validateClusterName';
import { DpfExpires, validateExpires } from './DpfExpires/DpfExpires';
import { DpfKubeconfig } from './DpfKubeconfig/DpfKubeconfig';
import { DpfLabels, validateLabels } from './DpfLabels/DpfLabels';
import {
  DpfManagementCluster,
  validateManagementCluster,
} from './DpfManagementCluster/DpfManagementCluster';
import { DpfMaxNodes, validateMaxNodes } from './DpfMaxNodes/DpfMaxNodes';
import { DpfNamespace } from './DpfNamespace/DpfNamespace';
import { DpfNetwork } from './DpfNetwork/DpfNetwork';
import {
  DpfNodeSelector,
  validateNodeSelector,
} from './DpfNodeSelector/DpfNodeSelector';
import { DpfReview, validateReview } from './DpfReview/DpfReview';
import {
  DpfSecretName,
  validateSecretName,
} from './DpfSecretName/DpfSecretName';
import { DpfVersion } from './DpfVersion/DpfVersion';

/** The fields, named as in `ui:field` of templates. */
export const managementClusterField = {
  name: 'DpfManagementCluster',
  component: DpfManagementCluster,
  validation: validateManagementCluster,
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

export const expiresField = {
  name: 'DpfExpires',
  component: DpfExpires,
  validation: validateExpires,
};

export const versionField = { name: 'DpfVersion', component: DpfVersion };

export const kubeconfigField = {
  name: 'DpfKubeconfig',
  component: DpfKubeconfig,
};

export const maxNodesField = {
  name: 'DpfMaxNodes',
  component: DpfMaxNodes,
  validation: validateMaxNodes,
};

export const nodeSelectorField = {
  name: 'DpfNodeSelector',
  component: DpfNodeSelector,
  validation: validateNodeSelector,
};

export const secretNameField = {
  name: 'DpfSecretName',
  component: DpfSecretName,
  validation: validateSecretName,
};

export const reviewField = {
  name: 'DpfReview',
  component: DpfReview,
  validation: validateReview,
};
