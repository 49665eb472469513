import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ManagementClusterSetup } from '@dpf-portal/backstage-plugin-dpf-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { dpfApiRef } from '../../api/useDpfApi';
import { mountedPages } from '../../__testUtils__/mountedPages';
import { aPlatform } from '../../__testUtils__/aPlatform';
import { aManagementCluster } from '../../__testUtils__/aManagementCluster';
import { aSource } from '../../__testUtils__/aSource';
import { anAnswer } from '../../__testUtils__/anAnswer';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { useListPlace } from '../ListPages/useListPlace';
import { PlatformPage } from './PlatformPage';

function setup(
  overrides: Partial<ManagementClusterSetup> = {},
): ManagementClusterSetup {
  return {
    source: aSource(),
    checkedAt: '2026-11-24T10:00:00Z',
    checks: [
      { check: 'API server', state: 'ok', message: 'Kubernetes answers' },
      {
        check: 'Rights',
        state: 'problem',
        message: 'Rights to read are missing: list nodes.',
        remedy:
          'Run: `kubectl apply -f deploy/charts/dpf-portal/rbac/portal-observe.yaml`.',
      },
    ],
    ...overrides,
  };
}

function PlatformPageOfAddress() {
  const place = useListPlace();
  return place.page === 'platform' ? <PlatformPage tab={place.tab} /> : null;
}

function renderPage(api: Parameters<typeof mockDpfApi>[0], path = '') {
  return renderInTestApp(<PlatformPageOfAddress />, {
    apis: [
      [
        dpfApiRef,
        mockDpfApi({
          getPlatform: jest.fn().mockResolvedValue(aPlatform()),
          listManagementClusters: jest
            .fn()
            .mockResolvedValue({ items: [aManagementCluster()] }),
          ...api,
        }),
      ],
      mockApis.permission({ authorize: AuthorizeResult.ALLOW }),
    ],
    mountedRoutes: mountedPages,
    initialRouteEntries: [`/fleet/platform${path}`],
  });
}

describe('PlatformPage', () => {
  it('has a tab for each part, which keeps the chosen management cluster', async () => {
    const getSetup = jest.fn().mockResolvedValue(setup());
    renderPage({ getSetup }, '?managementCluster=local');
    const tabs = await screen.findAllByRole('tab');
    expect(tabs.map(tab => tab.textContent)).toEqual([
      'Now',
      'Upgrade',
      'Networks',
      'Setup',
    ]);
    expect(tabs[0]).toHaveAttribute('aria-selected', 'true');
    await userEvent.click(tabs[3]);
    expect(await screen.findByRole('tab', { name: 'Setup' })).toHaveAttribute(
      'href',
      '/fleet/platform/setup?managementCluster=local',
    );
    await waitFor(() =>
      expect(getSetup).toHaveBeenCalledWith('local', { again: false }),
    );
  });
});

describe('the tab Now', () => {
  it('shows of each management cluster whether it answers, its DPF, who reconciles it, and its problems', async () => {
    renderPage({});
    const table = await screen.findByRole('table', {
      name: 'Management clusters',
    });
    const row = within(within(table).getAllByRole('row')[1]);
    expect(row.getByRole('rowheader', { name: /Local/ })).toBeVisible();
    expect(row.getByText('Yes')).toBeVisible();
    expect(row.getByText(/v26\.4\.0 → v26\.8\.0/)).toBeVisible();
    expect(row.getByText('DPF')).toBeVisible();
    expect(row.getByText('nobody')).toBeVisible();
    expect(row.getByText('Nobody holds the role’s Leases.')).toBeVisible();
    expect(row.getByText('Platform 2 · Owners 1')).toBeVisible();
  });

  it('leads from a cause to its clusters, what to do there, and the runbook', async () => {
    renderPage({});
    const table = await screen.findByRole('table', {
      name: 'Problems by cause',
    });
    expect(
      within(table).getByText(/follows: DpusNotOperational/),
    ).toBeVisible();
    expect(
      within(table).getByRole('link', { name: '1 cluster' }),
    ).toHaveAttribute('href', '/fleet?finding=ApiNotAnswering');
    expect(
      within(table).getByRole('link', { name: /^Runbook: ApiNotAnswering/ }),
    ).toHaveAttribute(
      'href',
      'https://docs.example.com/operate/#apinotanswering',
    );
    const more = within(table).getByRole('button', {
      name: 'Show where ApiNotAnswering is',
    });
    act(() => more.focus());
    await userEvent.keyboard('{Enter}');
    expect(
      within(table).getByRole('link', { name: 'team-a/blue' }),
    ).toHaveAttribute('href', '/one-of/local/team-a/blue');
    expect(within(table).getByText('kubectl -n team-a get pods')).toBeVisible();
    expect(
      within(table).getByRole('button', { name: 'Copy command' }),
    ).toBeVisible();
  });

  it('lists the DPUs without a cluster, and where they are not known', async () => {
    renderPage({
      getPlatform: jest.fn().mockResolvedValue(
        aPlatform({
          unassignedDpus: {
            ...aPlatform().unassignedDpus,
            unknownOn: ['site-b'],
          },
        }),
      ),
    });
    expect(
      await screen.findByText('DPUs without a DPU cluster (1)'),
    ).toBeVisible();
    expect(screen.getByText('host-17 · 0000-3b-00')).toBeVisible();
    expect(
      screen.getByText('A DPU cluster: each that it selects is full'),
    ).toBeVisible();
    expect(screen.getByText(/DPUs of site-b are not counted/)).toBeVisible();
  });

  it('shows the last known state of a management cluster that is not reachable', async () => {
    const [one] = aPlatform().managementClusters;
    renderPage({
      getPlatform: jest.fn().mockResolvedValue(
        aPlatform({
          managementClusters: [
            { ...one, reachable: false, problem: 'It refuses connections.' },
          ],
        }),
      ),
    });
    expect(await screen.findByText(/It refuses connections/)).toHaveTextContent(
      /^Last known: /,
    );
    expect(
      screen.getByText(/cannot reach the management cluster/),
    ).toBeVisible();
  });

  it('says that nothing is wrong, and that nothing is configured', async () => {
    const { unmount } = renderPage({
      getPlatform: jest.fn().mockResolvedValue(
        aPlatform({
          problems: [],
          unassignedDpus: { total: 0, items: [], unknownOn: [] },
        }),
      ),
    });
    expect(await screen.findByText(/No problem .* is known/)).toBeVisible();
    expect(screen.getByText('Every DPU has a DPU cluster.')).toBeVisible();
    unmount();
    renderPage({
      getPlatform: jest
        .fn()
        .mockResolvedValue(aPlatform({ managementClusters: [] })),
    });
    expect(
      await screen.findByText('No management cluster is configured'),
    ).toBeVisible();
  });

  it('shows the server’s error', async () => {
    const error = await anAnswer(403, {
      name: 'NotAllowedError',
      message: 'You have no permission dpf.platform.read.',
    });
    renderPage({ getPlatform: jest.fn().mockRejectedValue(error) });
    expect(
      (await screen.findAllByText(/no permission dpf\.platform\.read/))[0],
    ).toBeVisible();
  });
});

describe('the tab Setup', () => {
  it('shows each check, worst first, with its remedy, and checks again when asked to', async () => {
    const getSetup = jest.fn().mockResolvedValue(setup());
    renderPage({ getSetup }, '/setup');
    const table = await screen.findByRole('table', { name: 'Checks' });
    const states = within(table)
      .getAllByRole('row')
      .slice(1)
      .map(row => row.textContent);
    expect(states[0]).toMatch(/Problem.*Rights.*missing: list nodes/);
    expect(states[1]).toMatch(/OK.*API server/);
    expect(
      within(table).getByText(
        'kubectl apply -f deploy/charts/dpf-portal/rbac/portal-observe.yaml',
      ),
    ).toBeVisible();
    expect(screen.getByRole('status')).toHaveTextContent(
      /^1 problem, 0 warnings\. Checked at /,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Check again' }));
    await waitFor(() =>
      expect(getSetup).toHaveBeenLastCalledWith('local', { again: true }),
    );
  });

  it('chooses the management cluster in the address', async () => {
    const getSetup = jest.fn().mockResolvedValue(setup());
    const listManagementClusters = jest.fn().mockResolvedValue({
      items: [
        aManagementCluster(),
        aManagementCluster({ name: 'site-b', title: 'Site B' }),
      ],
    });
    renderPage(
      { getSetup, listManagementClusters },
      '/setup?managementCluster=site-b',
    );
    await waitFor(() =>
      expect(getSetup).toHaveBeenCalledWith('site-b', { again: false }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: /Management cluster/ }),
    );
    await userEvent.click(await screen.findByRole('option', { name: 'Local' }));
    await waitFor(() =>
      expect(getSetup).toHaveBeenLastCalledWith('local', { again: false }),
    );
  });

  it('shows the server’s error and offers to check again', async () => {
    const error = await anAnswer(404, {
      name: 'NotFoundError',
      message: 'There is no management cluster local.',
    });
    renderPage({ getSetup: jest.fn().mockRejectedValue(error) }, '/setup');
    expect(
      (await screen.findAllByText(/no management cluster local/))[0],
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'Check again' })).toBeEnabled();
  });
});
