import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { DpuClusterList } from '@dpf-portal/backstage-plugin-dpf-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { dpfApiRef } from '../../api/useDpfApi';
import { rootRouteRef } from '../../routes';
import { aCluster } from '../../__testUtils__/aCluster';
import { aSource } from '../../__testUtils__/aSource';
import { anAnswer } from '../../__testUtils__/anAnswer';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { ClusterListPage } from './ClusterListPage';

function list(overrides: Partial<DpuClusterList> = {}): DpuClusterList {
  const items = overrides.items ?? [aCluster()];
  return {
    items,
    totalItems: items.length,
    pageInfo: {},
    sources: [aSource()],
    ...overrides,
  };
}

function renderList(listDpuClusters: jest.Mock) {
  renderInTestApp(<ClusterListPage />, {
    apis: [
      [dpfApiRef, mockDpfApi({ listDpuClusters })],
      mockApis.identity({
        userEntityRef: 'user:default/ada',
        ownershipEntityRefs: ['user:default/ada', 'group:default/team-a'],
      }),
    ],
    mountedRoutes: {
      '/dpu-clusters': rootRouteRef,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
  });
}

describe('ClusterListPage', () => {
  it('lists each cluster with its state, why, DPUs and owner, and leads to its page', async () => {
    renderList(jest.fn().mockResolvedValue(list()));
    const link = await screen.findByRole('link', { name: 'blue' });
    expect(link).toHaveAttribute('href', '/dpu-clusters/local/team-a/blue');
    const row = within(link.closest('tr')!);
    expect(row.getByText('Ready')).toBeVisible();
    expect(row.getByText(/Next: add DPUs/)).toBeVisible();
    expect(row.getByText('0 of 10')).toBeVisible();
    expect(row.getAllByText('team-a')).toHaveLength(2);
  });

  it('has a column for each number of DPUs, with a dash for what is not known', async () => {
    renderList(
      jest.fn().mockResolvedValue({
        ...list(),
        items: [aCluster({ dpus: { assigned: 5, joined: 3 } })],
      }),
    );
    const link = await screen.findByRole('link', { name: 'blue' });
    const cells = within(link.closest('tr')!)
      .getAllByRole('cell')
      .map(cell => cell.textContent);
    const headers = screen
      .getAllByRole('columnheader')
      .map(header => header.textContent);
    const shown = ['DPUs assigned', 'Joined', 'Operational'].map(
      title => cells[headers.indexOf(title)],
    );
    expect(shown).toEqual(['5 of 10', '3', '—']);
  });

  it('names the management cluster only where there are several', async () => {
    const listDpuClusters = jest.fn().mockResolvedValue(list());
    renderList(listDpuClusters);
    await screen.findByRole('link', { name: 'blue' });
    expect(screen.queryByText('Management cluster')).not.toBeInTheDocument();
  });

  it('says how often it reads in a portal without a signals plugin', async () => {
    renderList(jest.fn().mockResolvedValue(list()));
    expect(await screen.findByTestId('dpf-freshness')).toHaveTextContent(
      /^as of .*, polled every 30 s$/,
    );
  });

  it('marks a page of another API group in the address', async () => {
    const guide = 'provisioning.dpf.nvidia.com';
    const item = aCluster({ group: guide, groupQualifier: guide });
    renderList(jest.fn().mockResolvedValue(list({ items: [item] })));
    expect(await screen.findByRole('link', { name: 'blue' })).toHaveAttribute(
      'href',
      `/dpu-clusters/local/team-a/blue?group=${guide}`,
    );
  });

  it('tells clusters of one name apart by namespace and API group', async () => {
    const items = [
      aCluster({ name: 'test', uid: 'a' }),
      aCluster({ name: 'test', uid: 'b', namespace: 'team-b' }),
      aCluster({
        name: 'test',
        uid: 'c',
        group: 'provisioning.dpf.nvidia.com',
        groupQualifier: 'provisioning.dpf.nvidia.com',
      }),
    ];
    renderList(jest.fn().mockResolvedValue(list({ items })));
    const links = await screen.findAllByRole('link', { name: 'test' });
    const rows = links.map(link => link.closest('tr')?.textContent);
    expect(new Set(rows).size).toBe(3);
    expect(rows[1]).toContain('team-b');
    expect(rows[2]).toContain('provisioning.dpf.nvidia.com');
    for (const name of [
      /^test team-a .*dpu\.nvidia/,
      /^test team-b /,
      /^test team-a .*dpf\.nvidia/,
    ]) {
      expect(screen.getAllByRole('row', { name })).toHaveLength(1);
    }
  });

  it('shows why the list cannot be read', async () => {
    const error = await anAnswer(403, {
      name: 'NotAllowedError',
      message: 'You have no permission dpf.dpu-cluster.read.',
    });
    renderList(jest.fn().mockRejectedValue(error));
    const [title] = await screen.findAllByText(
      /You have no permission dpf.dpu-cluster.read/,
    );
    expect(title).toBeVisible();
    expect(screen.queryByText(/Request failed/)).not.toBeInTheDocument();
  });

  it('asks the server for the typed text and for one’s own clusters', async () => {
    const listDpuClusters = jest.fn().mockResolvedValue(list());
    renderList(listDpuClusters);
    await userEvent.type(await screen.findByLabelText('Search'), 'gre');
    await waitFor(() =>
      expect(listDpuClusters).toHaveBeenLastCalledWith(
        expect.objectContaining({ text: 'gre' }),
        expect.anything(),
      ),
    );
    await userEvent.click(screen.getByLabelText(/Owner/));
    await userEvent.click(await screen.findByRole('option', { name: 'Mine' }));
    await waitFor(() =>
      expect(listDpuClusters).toHaveBeenLastCalledWith(
        expect.objectContaining({
          owner: expect.arrayContaining([
            'user:default/ada',
            'group:default/team-a',
          ]),
        }),
        expect.anything(),
      ),
    );
  });

  it('lets the server sort', async () => {
    const listDpuClusters = jest.fn().mockResolvedValue(list());
    renderList(listDpuClusters);
    await screen.findByRole('link', { name: 'blue' });
    await userEvent.click(screen.getByText('Age'));
    await waitFor(() =>
      expect(listDpuClusters).toHaveBeenLastCalledWith(
        expect.objectContaining({ orderBy: 'createdAt' }),
        expect.anything(),
      ),
    );
    await userEvent.click(screen.getByText('Age'));
    await waitFor(() =>
      expect(listDpuClusters).toHaveBeenLastCalledWith(
        expect.objectContaining({ orderBy: '-createdAt' }),
        expect.anything(),
      ),
    );
  });

  it('says what to do when there is nothing yet', async () => {
    renderList(jest.fn().mockResolvedValue(list({ items: [] })));
    expect(await screen.findByText('No DPU clusters yet')).toBeVisible();
  });

  it('shows the age of the data of an unreachable management cluster, and keeps its clusters', async () => {
    const sources = [aSource({ synced: false, reachable: false })];
    renderList(jest.fn().mockResolvedValue(list({ sources })));
    expect(await screen.findByRole('status')).toHaveTextContent(
      /cannot reach the management cluster local.*as of/,
    );
    expect(screen.getByRole('link', { name: 'blue' })).toBeVisible();
    expect(screen.getByTestId('dpf-freshness')).toHaveTextContent(/as of/);
  });

  it('says that a management cluster is starting, not that there are no clusters', async () => {
    const sources = [
      aSource({
        synced: false,
        reachable: false,
        starting: true,
        observedAt: undefined,
      }),
    ];
    renderList(jest.fn().mockResolvedValue(list({ items: [], sources })));
    expect(await screen.findByRole('status')).toHaveTextContent(
      'The management cluster local is starting. Its DPU clusters appear as soon as it answers.',
    );
    expect(screen.queryByText('No DPU clusters yet')).not.toBeInTheDocument();
    expect(screen.getByTestId('dpf-freshness')).toHaveTextContent(
      'not read yet',
    );
  });

  it('shows why there is no list at all', async () => {
    renderList(jest.fn().mockRejectedValue(new Error('the back end is away')));
    const [shown] = await screen.findAllByText(/the back end is away/);
    expect(shown).toBeVisible();
  });
});
