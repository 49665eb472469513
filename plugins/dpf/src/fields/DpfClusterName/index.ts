export { DpfClusterName } from './DpfClusterName';
export { validateClusterName } from './validateClusterName';
