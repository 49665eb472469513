import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { aCluster } from '../../__testUtils__/aCluster';
import { SettingsSection } from './SettingsSection';

const URL = 'https://git.example.com/clusters/blue.yaml';
const BY_GIT =
  'Argo CD application blue applies this DPUCluster: it reverts a change of what its manifest sets.';

function renderSection(more: Parameters<typeof aCluster>[0] = {}) {
  renderInTestApp(<SettingsSection cluster={aCluster(more)} />, {
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
  });
}

describe('SettingsSection', () => {
  it('should lead to the manifest and say that Git manages it', async () => {
    renderSection({
      manifestUrl: URL,
      edits: { items: [], managedByGit: BY_GIT },
    });
    const link = await screen.findByRole('link', { name: new RegExp(URL) });
    expect(link).toHaveAttribute('href', URL);
    expect(screen.getByText(BY_GIT)).toBeInTheDocument();
  });

  it('should say nothing of Git where nothing is applied from there', async () => {
    renderSection();
    expect(await screen.findByText('Type')).toBeInTheDocument();
    expect(screen.queryByText('Manifest')).not.toBeInTheDocument();
    expect(screen.queryByText('Changed in Git')).not.toBeInTheDocument();
  });
});
