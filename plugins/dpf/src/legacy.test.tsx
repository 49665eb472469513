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
import { aCluster } from './__testUtils__/aCluster';
import { aSource } from './__testUtils__/aSource';
import { mockDpfApi } from './__testUtils__/mockDpfApi';

describe('legacy entry', () => {
  it('shows the list with a header of its own', async () => {
    const api = mockDpfApi({
      listDpuClusters: jest.fn().mockResolvedValue({
        items: [aCluster()],
        totalItems: 1,
        pageInfo: {},
        sources: [aSource()],
      }),
    });
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [dpfApiRef, api],
          [permissionApiRef, mockApis.permission()],
        ]}
      >
        <FlatRoutes>
          <Route path="/dpu-clusters" element={<legacy.DpfPage />} />
        </FlatRoutes>
      </TestApiProvider>,
      {
        routeEntries: ['/dpu-clusters'],
        mountedRoutes: {
          '/catalog/:namespace/:kind/:name': entityRouteRef,
        },
      },
    );
    expect(
      await screen.findByRole('heading', { name: 'DPU clusters', level: 1 }),
    ).toBeVisible();
    expect(await screen.findByRole('link', { name: 'blue' })).toHaveAttribute(
      'href',
      '/dpu-clusters/local/team-a/blue',
    );
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
