import { createApiMock } from '@backstage/frontend-test-utils';
import { dpfApiRef } from '../api/useDpfApi';

/** An API whose methods are jest mocks. A method that a test does not set up returns nothing. */
export const mockDpfApi = createApiMock(dpfApiRef, () => ({
  listDpuClusters: jest.fn(),
  getDpuCluster: jest.fn(),
  createDpuCluster: jest.fn(),
  makeClusterManifest: jest.fn(),
  updateDpuCluster: jest.fn(),
  getDpuManifests: jest.fn().mockResolvedValue({
    label: { key: 'dpf-portal.io/cluster', value: 'team-a.blue', isSet: true },
    manifests: [],
    notes: [],
    feeds: { byLabel: [], anyCluster: [], warnings: [] },
  }),
  deleteDpuCluster: jest.fn().mockResolvedValue(undefined),
  acknowledgeFinding: jest.fn(),
  endAcknowledgement: jest.fn().mockResolvedValue(undefined),
  issueKubeconfig: jest.fn(),
  listCredentials: jest.fn(),
  revokeCredential: jest.fn().mockResolvedValue(undefined),
  getHistory: jest.fn().mockResolvedValue({
    from: '2026-11-24T09:59:00.000Z',
    until: '2026-11-24T11:00:00.000Z',
    items: [],
    phases: [],
    conditions: [],
    findings: [],
    upgrades: [],
    changes: [],
    truncated: false,
  }),
  getHistoryByUid: jest.fn(),
  listRetiredClusters: jest
    .fn()
    .mockResolvedValue({ going: [], items: [], truncated: false }),
  getEvents: jest.fn().mockResolvedValue({ items: [] }),
  getResources: jest.fn().mockResolvedValue({ items: [] }),
  getResource: jest.fn(),
  getDiagnosis: jest.fn().mockResolvedValue({ markdown: '# Diagnosis' }),
  getDpus: jest.fn(),
  getDpu: jest.fn(),
  listManagementClusters: jest.fn(),
  getControllers: jest.fn(),
  getNodeMatches: jest
    .fn()
    .mockResolvedValue({ nodes: [], sentence: 'Matches 0 of 0 nodes.' }),
  getPlatform: jest.fn(),
  getSetup: jest.fn(),
  getNetworks: jest.fn(),
  getUpgrade: jest.fn(),
  uploadKubeconfig: jest.fn(),
  checkKubeconfig: jest.fn(),
}));
