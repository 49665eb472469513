import { DpfActionOptions } from '../backend/DpfActionOptions';

/** A dpf back end for the actions; each method is a jest mock. */
export function mockDpf(): jest.Mocked<DpfActionOptions['dpf']> {
  return {
    createDpuCluster: jest.fn(),
    getDpuCluster: jest.fn(),
    updateDpuCluster: jest.fn(),
    deleteDpuCluster: jest.fn(),
    listDpuClusters: jest.fn(),
    listCredentials: jest.fn(),
    getPlatform: jest.fn(),
    getSetup: jest.fn(),
    getDpuManifests: jest.fn(),
    makeClusterManifest: jest.fn(),
    checkKubeconfig: jest.fn(),
  };
}
