import { renderInTestApp } from '@backstage/frontend-test-utils';
import { usePermission } from '@backstage/plugin-permission-react';
import { screen } from '@testing-library/react';
import { mountedPages } from '../../__testUtils__/mountedPages';
import { DpfTab, DpfTabs } from './DpfTabs';

jest.mock('@backstage/plugin-permission-react', () => ({
  ...jest.requireActual('@backstage/plugin-permission-react'),
  usePermission: jest.fn(),
}));

function renderTabs(current: DpfTab, allowed: boolean) {
  // The real one keeps the answer of the test before.
  jest.mocked(usePermission).mockReturnValue({ loading: false, allowed });
  renderInTestApp(<DpfTabs current={current}>the page</DpfTabs>, {
    mountedRoutes: mountedPages,
  });
}

const links = () =>
  screen
    .getAllByRole('tab')
    .map(tab => [tab.textContent, tab.getAttribute('href')]);

describe('DpfTabs', () => {
  it('leads to the pages, and says which one is shown', async () => {
    renderTabs('dpus', true);
    expect(await screen.findByRole('tab', { name: 'Platform' })).toBeVisible();
    expect(links()).toEqual([
      ['Clusters', '/fleet'],
      ['DPUs', '/fleet/dpus'],
      ['Platform', '/fleet/platform'],
    ]);
    expect(screen.getByRole('tab', { selected: true })).toHaveTextContent(
      'DPUs',
    );
    expect(screen.getByText('the page')).toBeVisible();
  });

  it('has no tab Platform for who may not read it', async () => {
    renderTabs('clusters', false);
    expect(await screen.findByRole('tab', { name: 'DPUs' })).toBeVisible();
    expect(screen.queryByRole('tab', { name: 'Platform' })).toBeNull();
  });
});
