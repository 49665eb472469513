export { aCluster } from './aCluster';
export { aManagementCluster, aNetwork } from './aManagementCluster';
export { aSource } from './aSource';
export { FakeSignals } from './FakeSignals';
export { mockDpfApi } from './mockDpfApi';
export { renderField } from './renderField';
