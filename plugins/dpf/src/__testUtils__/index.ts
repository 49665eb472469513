export { aCluster } from './aCluster';
export { aManagementCluster, aNetwork } from './aManagementCluster';
export { aNotFound, anAnswer } from './anAnswer';
export { aSource } from './aSource';
export { FakeSignals } from './FakeSignals';
export { mockDpfApi } from './mockDpfApi';
export { renderField } from './renderField';
