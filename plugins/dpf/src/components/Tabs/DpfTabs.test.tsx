import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen, waitFor } from '@testing-library/react';
import { rootRouteRef } from '../../routes';
import { DpfTab, DpfTabs } from './DpfTabs';

function renderTabs(
  current: DpfTab,
  authorize: AuthorizeResult.ALLOW | AuthorizeResult.DENY,
) {
  renderInTestApp(<DpfTabs current={current}>the page</DpfTabs>, {
    apis: [mockApis.permission({ authorize })],
    mountedRoutes: { '/dpu-clusters': rootRouteRef },
  });
}

const links = () =>
  screen
    .getAllByRole('tab')
    .map(tab => [tab.textContent, tab.getAttribute('href')]);

describe('DpfTabs', () => {
  it('leads to the pages, and says which one is shown', async () => {
    renderTabs('dpus', AuthorizeResult.ALLOW);
    expect(await screen.findByRole('tab', { name: 'Platform' })).toBeVisible();
    expect(links()).toEqual([
      ['Clusters', '/dpu-clusters'],
      ['DPUs', '/dpu-clusters/dpus'],
      ['Platform', '/dpu-clusters/platform'],
    ]);
    expect(screen.getByRole('tab', { selected: true })).toHaveTextContent(
      'DPUs',
    );
    expect(screen.getByText('the page')).toBeVisible();
  });

  it('has no tab Platform for who may not read it', async () => {
    renderTabs('clusters', AuthorizeResult.DENY);
    expect(await screen.findByRole('tab', { name: 'DPUs' })).toBeVisible();
    // The permission of the test before is still in the cache at first.
    await waitFor(() =>
      expect(screen.queryByRole('tab', { name: 'Platform' })).toBeNull(),
    );
  });
});
