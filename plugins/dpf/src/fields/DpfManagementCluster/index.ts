export { DpfManagementCluster } from './DpfManagementCluster';
