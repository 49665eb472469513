import { FlatRoutes } from '@backstage/core-app-api';
import {
  TestApiProvider,
  mockApis,
  renderInTestApp,
} from '@backstage/test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { screen } from '@testing-library/react';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Route } from 'react-router-dom';
import { dpfApiRef } from './api/useDpfApi';
import * as legacy from './legacy';
// The pages are loaded when they are first shown; here they are loaded before the tests, whose time that would take.
import './components/LegacyPages/LegacyListPage';
import './components/LegacyPages/LegacyDpuClusterPage';
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

async function renderLegacyApp(
  path: string,
  { list, cluster }: Partial<MountedAt>,
) {
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [dpfApiRef, apiOfBlue()],
        [permissionApiRef, mockApis.permission()],
      ]}
    >
      <FlatRoutes>
        <Route path={list} element={<legacy.DpfPage />} />
        {cluster && (
          <Route path={cluster} element={<legacy.DpuClusterPage />} />
        )}
      </FlatRoutes>
    </TestApiProvider>,
    {
      routeEntries: [path],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}

describe('legacy entry', () => {
  it.each(TAB_PAGE_ROWS)('links to its own pages at $path', async page => {
    await renderLegacyApp(page.path, page.at);
    expect(
      await screen.findByRole('heading', { name: 'DPU clusters', level: 1 }),
    ).toBeVisible();
    await lookAtLinks(page);
  });

  it.each(MOUNTS)('leads from $list to $cluster', async at => {
    await renderLegacyApp(at.list, at);
    await walkToCluster(at);
    expect(screen.getByRole('link', { name: 'DPU clusters' })).toHaveAttribute(
      'href',
      at.list,
    );
  });

  it.each(MOUNTS)('leads back from $cluster to $list', async at => {
    await renderLegacyApp(pathOfBlue(at).replace('blue', 'gone'), at);
    await walkBackToList(at);
    expect(
      screen.getByRole('heading', { name: 'DPU clusters', level: 1 }),
    ).toBeVisible();
  });

  it('names clusters without a link where the app has no page of a cluster', async () => {
    await renderLegacyApp('/fleet', { list: '/fleet' });
    expect(
      await screen.findByRole('rowheader', { name: /^blue/ }),
    ).toBeVisible();
    expect(screen.queryByRole('link', { name: 'blue' })).toBeNull();
  });

  it('has all its extensions in the recipe of the README', () => {
    const readme = readFileSync(resolve(__dirname, '../README.md'), 'utf8');
    const extensions = Object.keys(legacy).filter(
      name => !['dpfApiRef', 'dpfPlugin', 'isDpuClusterEntity'].includes(name),
    );
    expect(extensions.length).toBeGreaterThan(8);
    expect(extensions.filter(name => !readme.includes(`<${name} />`))).toEqual(
      [],
    );
  });
});
