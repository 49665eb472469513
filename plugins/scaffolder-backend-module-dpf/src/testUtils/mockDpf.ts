import { DpfActionOptions } from '../backend/DpfActionOptions';

/** The dpf back end as the actions know it; each method is a jest mock. */
export function mockDpf(): jest.Mocked<DpfActionOptions['dpf']> {
  return {
    createDpuCluster: jest.fn(),
    getDpuCluster: jest.fn(),
    updateDpuCluster: jest.fn(),
    deleteDpuCluster: jest.fn(),
    checkKubeconfig: jest.fn(),
  };
}
