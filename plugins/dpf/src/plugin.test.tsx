import {
  createExtensionTester,
  mockApis,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { coreExtensionData } from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { EntityCardBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { screen } from '@testing-library/react';
import { dpfApiRef } from './api/useDpfApi';
import dpfPlugin from './index';
import { aCluster } from './__testUtils__/aCluster';
import { aSource } from './__testUtils__/aSource';
import { mockDpfApi } from './__testUtils__/mockDpfApi';

function renderPlugin(path: string) {
  const api = mockDpfApi({
    getDpuCluster: jest
      .fn()
      .mockResolvedValue({ item: aCluster(), source: aSource() }),
    listDpuClusters: jest.fn().mockResolvedValue({
      items: [aCluster()],
      totalItems: 1,
      pageInfo: {},
      sources: [aSource()],
    }),
  });
  renderTestApp({
    features: [dpfPlugin, catalogPlugin],
    initialRouteEntries: [path],
    apis: [[dpfApiRef, api], mockApis.permission()],
  });
  return api;
}

describe('dpfPlugin', () => {
  it('serves the list at /dpu-clusters', async () => {
    renderPlugin('/dpu-clusters');
    expect(await screen.findByRole('link', { name: 'blue' })).toBeVisible();
  });

  it('serves a cluster at its own address, group included', async () => {
    const api = renderPlugin('/dpu-clusters/local/team-a/blue?group=g');
    expect(
      await screen.findByRole('region', { name: 'team-a/blue' }),
    ).toBeVisible();
    expect(api.getDpuCluster).toHaveBeenCalledWith(
      {
        managementCluster: 'local',
        namespace: 'team-a',
        name: 'blue',
        group: 'g',
      },
      expect.anything(),
    );
  });

  it('shows its card on DPU cluster entities only', () => {
    const tester = createExtensionTester(
      dpfPlugin.getExtension('entity-card:dpf/dpu-cluster'),
    );
    const shows = tester.get(EntityCardBlueprint.dataRefs.filterFunction)!;
    const entity = (kind: string, type: string) => ({
      apiVersion: 'backstage.io/v1alpha1',
      kind,
      metadata: { name: 'x' },
      spec: { type },
    });
    expect(shows(entity('Resource', 'dpu-cluster'))).toBe(true);
    expect(shows(entity('Resource', 'database'))).toBe(false);
    expect(shows(entity('Component', 'dpu-cluster'))).toBe(false);
    expect(tester.get(coreExtensionData.reactElement)).toBeDefined();
  });
});
