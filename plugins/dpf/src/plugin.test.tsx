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
// The pages are loaded when they are first shown; here they are loaded before the tests, whose time that would take.
import './components/ListPages/ListPages';
import './components/DpuClusterPage/DpuClusterPage';
import {
  MOUNTS,
  MountedAt,
  TAB_PAGE_ROWS,
  apiOfBlue,
  lookAtLinks,
  pathOfBlue,
  walkBackToList,
  walkToCluster,
} from './__testUtils__/walkThroughPages';

function renderPlugin(path: string, mounted: MountedAt = MOUNTS[0]) {
  const api = apiOfBlue();
  renderTestApp({
    features: [dpfPlugin, catalogPlugin],
    initialRouteEntries: [path],
    apis: [[dpfApiRef, api], mockApis.permission()],
    config: {
      backend: { baseUrl: 'http://localhost:7007' },
      app: {
        baseUrl: 'http://localhost:3000',
        extensions:
          mounted === MOUNTS[0]
            ? []
            : [
                { 'page:dpf': { config: { path: mounted.list } } },
                { 'page:dpf/cluster': { config: { path: mounted.cluster } } },
              ],
      },
    },
  });
  return api;
}

describe('dpfPlugin', () => {
  it.each(TAB_PAGE_ROWS)('links to its own pages at $path', async page => {
    renderPlugin(page.path, page.at);
    await lookAtLinks(page);
    expect(document.querySelectorAll('nav a[href*=":"]')).toHaveLength(0);
  });

  it.each(MOUNTS)('leads from $list to $cluster', async at => {
    const api = renderPlugin(at.list, at);
    await walkToCluster(at);
    expect(api.getDpuCluster).toHaveBeenCalledWith(
      { managementCluster: 'local', namespace: 'team-a', name: 'blue' },
      expect.anything(),
    );
  });

  it.each(MOUNTS)('leads back from $cluster to $list', async at => {
    const api = renderPlugin(pathOfBlue(at).replace('blue', 'gone'), at);
    await walkBackToList(at);
    expect(api.listDpuClusters).toHaveBeenCalled();
  });

  it.each([
    ['/dpu-clusters/dpus?text=w1', 'DPUs'],
    ['/dpu-clusters/DPUs/', 'DPUs'],
    ['/dpu-clusters/platform?managementCluster=local', 'Now'],
    ['/dpu-clusters/platform/setup', 'Setup'],
  ])('keeps the address %s', async (path, tab) => {
    renderPlugin(path);
    expect(await screen.findByRole('tab', { name: tab })).toHaveAttribute(
      'aria-selected',
      'true',
    );
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

  it('serves a cluster whose management cluster has the name of a tab', async () => {
    const api = renderPlugin('/dpu-clusters/platform/team-a/blue');
    expect(
      await screen.findByRole('region', { name: 'team-a/blue' }),
    ).toBeVisible();
    expect(api.getDpuCluster).toHaveBeenCalledWith(
      { managementCluster: 'platform', namespace: 'team-a', name: 'blue' },
      expect.anything(),
    );
  });

  it.each(['/fleet/away', '/fleet/platform/away'])(
    'says that %s is no page, and leads to the list',
    async path => {
      renderPlugin(path, MOUNTS[1]);
      expect(await screen.findByText('There is no such page')).toBeVisible();
      await walkBackToList(MOUNTS[1]);
    },
  );

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
