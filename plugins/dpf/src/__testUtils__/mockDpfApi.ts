import { createApiMock } from '@backstage/frontend-test-utils';
import { dpfApiRef } from '../api/useDpfApi';

/** An API whose methods are jest mocks. A method that a test does not set up returns nothing. */
export const mockDpfApi = createApiMock(dpfApiRef, () => ({
  listDpuClusters: jest.fn(),
  getDpuCluster: jest.fn(),
  createDpuCluster: jest.fn(),
  updateDpuCluster: jest.fn(),
  getDpuManifests: jest.fn().mockResolvedValue({
    label: { key: 'dpf-portal.io/cluster', value: 'team-a.blue', isSet: true },
    manifests: [],
    notes: [],
    feeds: { byLabel: [], anyCluster: [], warnings: [] },
  }),
  deleteDpuCluster: jest.fn().mockResolvedValue(undefined),
  issueKubeconfig: jest.fn(),
  listCredentials: jest.fn(),
  revokeCredential: jest.fn().mockResolvedValue(undefined),
  getHistory: jest.fn().mockResolvedValue({ items: [] }),
  getEvents: jest.fn().mockResolvedValue({ items: [] }),
  getResources: jest.fn().mockResolvedValue({ items: [] }),
  getResource: jest.fn(),
  getDiagnosis: jest.fn().mockResolvedValue({ markdown: '# Diagnosis' }),
  listManagementClusters: jest.fn(),
  getControllers: jest.fn(),
  uploadKubeconfig: jest.fn(),
  checkKubeconfig: jest.fn(),
}));
