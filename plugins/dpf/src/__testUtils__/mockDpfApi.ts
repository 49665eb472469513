import { createApiMock } from '@backstage/frontend-test-utils';
import { dpfApiRef } from '../api/useDpfApi';

/** Every method a jest mock; what a test does not set up answers with nothing. */
export const mockDpfApi = createApiMock(dpfApiRef, () => ({
  listDpuClusters: jest.fn(),
  getDpuCluster: jest.fn(),
  createDpuCluster: jest.fn(),
  updateDpuCluster: jest.fn(),
  deleteDpuCluster: jest.fn().mockResolvedValue(undefined),
  getHistory: jest.fn().mockResolvedValue({ items: [] }),
  getEvents: jest.fn().mockResolvedValue({ items: [] }),
  getResources: jest.fn().mockResolvedValue({ items: [] }),
  listManagementClusters: jest.fn(),
  getControllers: jest.fn(),
  uploadKubeconfig: jest.fn(),
  checkKubeconfig: jest.fn(),
}));
