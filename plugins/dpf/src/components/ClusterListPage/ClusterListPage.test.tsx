import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  DpuClusterList,
  DpuClusterOverview,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { dpfApiRef } from '../../api/useDpfApi';
import { mountedPages } from '../../__testUtils__/mountedPages';
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
    overview: anOverview(),
    ...overrides,
  };
}

function anOverview(
  overrides: Partial<DpuClusterOverview> = {},
): DpuClusterOverview {
  return {
    total: 5,
    needs: { you: 1, owner: 0, platform: 2, progress: 1 },
    types: {},
    versions: {},
    findings: {},
    quotas: [],
    severalGroups: [],
    ...overrides,
  };
}

function renderList(listDpuClusters: jest.Mock, address = '/') {
  renderInTestApp(<ClusterListPage />, {
    apis: [[dpfApiRef, mockDpfApi({ listDpuClusters })]],
    initialRouteEntries: [address],
    mountedRoutes: {
      ...mountedPages,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
  });
}

describe('ClusterListPage', () => {
  it('lists each cluster with its state, problem, DPUs, version and owner, and leads to its page', async () => {
    const items = [
      aCluster({
        dpus: { assigned: 20, joined: 19, operational: 18 },
        maxNodes: 40,
        version: 'v1.34.1',
        lastChangeAt: '2026-11-24T10:00:00Z',
        problem: {
          code: 'DpusNotOperational',
          severity: 'warning',
          sentence: '2 DPUs are not operational',
          who: 'owner',
        },
      }),
    ];
    renderList(jest.fn().mockResolvedValue(list({ items })));
    const link = await screen.findByRole('link', { name: 'blue' });
    expect(link).toHaveAttribute('href', '/one-of/local/team-a/blue');
    expect(
      screen.getAllByRole('columnheader').map(head => head.textContent),
    ).toEqual([
      'Cluster',
      'State',
      'Problem',
      'DPUs',
      'Version',
      'Owner',
      'Last change',
    ]);
    const row = within(link.closest('tr')!);
    expect(row.getByText('team-a · local')).toBeVisible();
    expect(row.getByText('Ready')).toBeVisible();
    expect(row.getByText(/2 DPUs are not operational\./).textContent).toBe(
      '2 DPUs are not operational. The owner must act.',
    );
    expect(row.getByText('18 operational / 20 assigned, max 40')).toBeVisible();
    expect(row.getByText('v1.34.1')).toBeVisible();
    expect(row.getByText('team-a')).toBeVisible();
    expect(row.getByText(/24 Nov/)).toBeVisible();
    expect(
      screen.getByRole('table', { name: 'DPU clusters (1)' }),
    ).toBeVisible();
  });

  it('leaves the problem of a cluster empty that has none', async () => {
    renderList(jest.fn().mockResolvedValue(list()));
    const link = await screen.findByRole('link', { name: 'blue' });
    const cells = within(link.closest('tr')!).getAllByRole('cell');
    expect(cells[1]).toBeEmptyDOMElement();
  });

  it.each([
    [{ assigned: 5, joined: 3 }, '3 joined / 5 assigned, max 10'],
    [{ assigned: 5 }, '5 assigned, max 10'],
    [{}, 'max 10'],
  ])(
    'has a dash for a number of DPUs that is not known: %j',
    async (dpus, text) => {
      renderList(
        jest.fn().mockResolvedValue(list({ items: [aCluster({ dpus })] })),
      );
      expect(await screen.findByText(text)).toBeVisible();
    },
  );

  it('counts who must act, and narrows the list by a click or the keyboard', async () => {
    const listDpuClusters = jest.fn().mockResolvedValue(list());
    renderList(listDpuClusters);
    const chips = await screen.findByRole('group', {
      name: 'Filter by who must act',
    });
    expect(
      within(chips)
        .getAllByRole('button')
        .map(chip => chip.textContent),
    ).toEqual(['Needs you 1', 'Needs platform 2', 'In progress 1']);
    const platform = screen.getByRole('button', { name: 'Needs platform 2' });
    expect(platform).toHaveAttribute('aria-pressed', 'false');
    platform.focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() =>
      expect(listDpuClusters).toHaveBeenLastCalledWith(
        expect.objectContaining({ needs: ['platform'] }),
        expect.anything(),
      ),
    );
    expect(
      screen.getByRole('button', { name: 'Needs platform 2' }),
    ).toHaveAttribute('aria-pressed', 'true');
    await userEvent.click(screen.getByRole('button', { name: 'Needs you 1' }));
    await waitFor(() =>
      expect(listDpuClusters).toHaveBeenLastCalledWith(
        expect.objectContaining({ needs: ['you', 'platform'] }),
        expect.anything(),
      ),
    );
  });

  it('shows the clusters that others must act on to who may read them', async () => {
    const needs = { you: 0, owner: 3, platform: 0, progress: 0 };
    renderList(
      jest.fn().mockResolvedValue(list({ overview: anOverview({ needs }) })),
    );
    expect(
      await screen.findByRole('button', { name: 'Needs another owner 3' }),
    ).toBeVisible();
  });

  it('offers what there is to filter by, with numbers', async () => {
    const listDpuClusters = jest.fn().mockResolvedValue(
      list({
        overview: anOverview({
          findings: { AddressInUse: 1 },
          types: { kamaji: 3, static: 2 },
          versions: { 'v1.10.0': 1, 'v1.9.3': 4 },
        }),
      }),
    );
    renderList(listDpuClusters);
    for (const [label, options, chosen, query] of [
      [
        /^Problem/,
        ['All', 'AddressInUse (1)'],
        'AddressInUse (1)',
        { finding: 'AddressInUse' },
      ],
      [
        /^Type/,
        ['All', 'kamaji (3)', 'static (2)'],
        'static (2)',
        { type: 'static' },
      ],
      [
        /^Version/,
        ['All', 'v1.9.3 (4)', 'v1.10.0 (1)'],
        'v1.10.0 (1)',
        { version: 'v1.10.0' },
      ],
    ] as const) {
      await userEvent.click(await screen.findByLabelText(label));
      const shown = await screen.findAllByRole('option');
      expect(shown.map(option => option.textContent)).toEqual(options);
      await userEvent.click(screen.getByRole('option', { name: chosen }));
      await waitFor(() =>
        expect(listDpuClusters).toHaveBeenLastCalledWith(
          expect.objectContaining(query),
          expect.anything(),
        ),
      );
    }
  });

  it('takes filters, order and page from the address', async () => {
    const listDpuClusters = jest
      .fn()
      .mockResolvedValue(list({ totalItems: 120 }));
    renderList(
      listDpuClusters,
      '/?text=x&state=Failed,Ready&needs=you&type=static&version=v1.9.3&finding=AddressInUse&owner=mine&sort=-name&page=3&rows=50&other=kept',
    );
    await screen.findByRole('link', { name: 'blue' });
    expect(listDpuClusters).toHaveBeenCalledTimes(1);
    expect(listDpuClusters).toHaveBeenCalledWith(
      {
        text: 'x',
        phase: ['Ready', 'Failed'],
        needs: ['you'],
        type: 'static',
        version: 'v1.9.3',
        finding: 'AddressInUse',
        mine: true,
        orderBy: '-name',
        limit: 50,
        offset: 100,
        overview: true,
      },
      expect.anything(),
    );
    expect(screen.getByText('101-120 of 120')).toBeVisible();
  });

  it('ignores an address that makes no sense', async () => {
    const listDpuClusters = jest.fn().mockResolvedValue(list());
    renderList(listDpuClusters, '/?state=Great&needs=me&page=-1&rows=1e9');
    await screen.findByRole('link', { name: 'blue' });
    expect(listDpuClusters).toHaveBeenCalledWith(
      { orderBy: 'worst', limit: 25, overview: true },
      expect.anything(),
    );
  });

  it('turns the pages, and goes back from one that is gone', async () => {
    const listDpuClusters = jest
      .fn()
      .mockResolvedValue(list({ totalItems: 60 }));
    renderList(listDpuClusters, '/?page=9');
    await waitFor(() =>
      expect(listDpuClusters).toHaveBeenLastCalledWith(
        expect.objectContaining({ offset: 50 }),
        expect.anything(),
      ),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Previous page' }),
    );
    await waitFor(() =>
      expect(listDpuClusters).toHaveBeenLastCalledWith(
        expect.objectContaining({ offset: 25 }),
        expect.anything(),
      ),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Needs you 1' }));
    await waitFor(() =>
      expect(listDpuClusters).toHaveBeenLastCalledWith(
        { needs: ['you'], orderBy: 'worst', limit: 25, overview: true },
        expect.anything(),
      ),
    );
  });

  it('says how many clusters a group may have, where that is known', async () => {
    const quotas = [
      {
        managementCluster: 'local',
        owner: 'group:default/team-a',
        clusters: 2,
        limit: 3,
      },
    ];
    renderList(
      jest
        .fn()
        .mockResolvedValue(
          list({ items: [], overview: anOverview({ quotas }) }),
        ),
    );
    expect((await screen.findByText(/2 of 3 clusters/)).textContent).toBe(
      'team-a: 2 of 3 clusters',
    );
  });

  it('draws a row again only when it shows something else', async () => {
    const changes: MutationRecord[] = [];
    const quiet = aCluster({
      name: 'quiet',
      lastChangeAt: '2026-11-24T10:00:00Z',
    });
    const busy = aCluster({ name: 'busy' });
    const listDpuClusters = jest
      .fn()
      .mockResolvedValue(list({ items: [quiet, busy] }));
    renderList(listDpuClusters);
    const link = await screen.findByRole('link', { name: 'quiet' });
    const observer = new MutationObserver(found => changes.push(...found));
    observer.observe(link.closest('tr')!, { subtree: true, childList: true });
    listDpuClusters.mockResolvedValue(
      list({
        items: [
          { ...quiet, resourceVersion: '2', conditions: [] },
          { ...busy, phase: 'NotReady' },
        ],
      }),
    );
    window.dispatchEvent(new Event('focus'));
    expect(await screen.findByText('Not ready')).toBeVisible();
    expect(changes).toEqual([]);
    observer.disconnect();
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
      `/one-of/local/team-a/blue?group=${guide}`,
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
    const overview = anOverview({ severalGroups: ['local'] });
    renderList(jest.fn().mockResolvedValue(list({ items, overview })));
    const links = await screen.findAllByRole('link', { name: 'test' });
    const rows = links.map(link => link.closest('tr')?.textContent);
    expect(new Set(rows).size).toBe(3);
    expect(rows[1]).toContain('team-b');
    expect(rows[2]).toContain('provisioning.dpf.nvidia.com');
    for (const name of [
      /^test\s*team-a · local\s*provisioning\.dpu\.nvidia/,
      /^test\s*team-b · local/,
      /^test\s*team-a · local\s*provisioning\.dpf\.nvidia/,
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
          mine: true,
        }),
        expect.anything(),
      ),
    );
  });

  it.each([
    ['Version', ['version', '-version', 'version']],
    ['Last change', ['-lastChange', 'lastChange']],
    ['Problem', ['-worst', 'worst']],
  ])('lets the server sort by %s', async (title, orders) => {
    const listDpuClusters = jest.fn().mockResolvedValue(list());
    renderList(listDpuClusters);
    await screen.findByRole('link', { name: 'blue' });
    for (const orderBy of orders) {
      await userEvent.click(
        within(screen.getByRole('table')).getByRole('button', {
          name: new RegExp(`^${title}`),
        }),
      );
      await waitFor(() =>
        expect(listDpuClusters).toHaveBeenLastCalledWith(
          expect.objectContaining({ orderBy }),
          expect.anything(),
        ),
      );
    }
    expect(
      screen.getByRole('columnheader', { name: new RegExp(`^${title}`) }),
    ).toHaveAttribute(
      'aria-sort',
      orders.at(-1)?.startsWith('-') ? 'descending' : 'ascending',
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
