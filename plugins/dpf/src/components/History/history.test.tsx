import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  ClusterHistory as History,
  DpfApi,
  RetiredClusterList,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { dpfApiRef } from '../../api/useDpfApi';
import { aCluster } from '../../__testUtils__/aCluster';
import { anAnswer } from '../../__testUtils__/anAnswer';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { mountedPages } from '../../__testUtils__/mountedPages';
import { describeWriter } from '../../describe/describeSetting';
import { formatTime } from '../Time/formatTime';
import { ClusterHistory } from './ClusterHistory';
import { RecentChanges } from './RecentChanges';
import { RetiredClusters } from './RetiredClusters';

const USER = 'user:default/jane';
const history: History = {
  from: '2026-11-20T00:00:00.000Z',
  until: '2026-11-24T00:00:00.000Z',
  items: [],
  phases: [
    {
      phase: 'Ready',
      from: '2026-11-20T00:00:00.000Z',
      until: '2026-11-22T00:00:00.000Z',
    },
    {
      phase: 'NotReady',
      from: '2026-11-22T00:00:00.000Z',
      sentence: 'Its API server does not answer.',
    },
  ],
  conditions: [
    { type: 'Created', status: 'True', from: '2026-11-20T00:00:00.000Z' },
  ],
  findings: [
    {
      code: 'ApiNotAnswering',
      severity: 'error',
      who: 'platform',
      sentence: 'Its API server does not answer',
      from: '2026-11-22T00:00:00.000Z',
      until: '2026-11-22T06:30:00.000Z',
    },
  ],
  upgrades: [
    { at: '2026-11-21T00:00:00.000Z', from: 'v1.30.0', to: 'v1.31.0' },
  ],
  changes: [
    {
      at: '2026-11-21T12:00:00.000Z',
      setting: 'maxNodes',
      from: '10',
      to: '20',
      by: USER,
    },
    {
      at: '2026-11-21T13:00:00.000Z',
      setting: 'label tier',
      to: 'gold',
      manager: 'argocd',
    },
    { at: '2026-11-21T14:00:00.000Z', setting: 'version', from: 'v1' },
  ],
  truncated: false,
};

function render(element: JSX.Element, api: Partial<DpfApi>, path = '/') {
  renderInTestApp(element, {
    apis: [[dpfApiRef, mockDpfApi(api)]],
    initialRouteEntries: [path],
    mountedRoutes: {
      ...mountedPages,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
  });
}

const rowsOf = async () => {
  const table = await screen.findByRole('table');
  return within(table)
    .getAllByRole('row')
    .map(row =>
      within(row)
        .queryAllByRole('cell')
        .map(cell => cell.textContent),
    )
    .filter(cells => cells.length);
};

describe('ClusterHistory', () => {
  it('has in its table what the picture shows, with times, durations and who', async () => {
    render(<ClusterHistory cluster={aCluster()} />, {
      getHistory: jest.fn().mockResolvedValue(history),
    });
    const time = (at: string) => formatTime(`2026-11-${at}:00.000Z`);
    expect(await rowsOf()).toEqual([
      [
        time('22T00:00'),
        'continues',
        '2 d',
        'Phase',
        'Not ready',
        'Its API server does not answer.',
        '',
      ],
      [
        time('22T00:00'),
        time('22T06:30'),
        '6 h 30 min',
        'Problem',
        'ApiNotAnswering',
        'Its API server does not answer.',
        'Platform team',
      ],
      [
        time('21T14:00'),
        '',
        '',
        'Setting',
        'Requested version: v1 → —',
        '',
        'Not recorded',
      ],
      [
        time('21T13:00'),
        '',
        '',
        'Setting',
        'Label tier: — → gold',
        '',
        'argocd (the API server does not record the person)',
      ],
      [
        time('21T12:00'),
        '',
        '',
        'Setting',
        'DPU ceiling: 10 → 20',
        '',
        expect.stringContaining('jane'),
      ],
      [
        time('21T00:00'),
        '',
        '',
        'Upgrade',
        'Kubernetes v1.30.0 → v1.31.0',
        '',
        '',
      ],
      [time('20T00:00'), time('22T00:00'), '2 d', 'Phase', 'Ready', '', ''],
      [
        time('20T00:00'),
        'continues',
        '4 d',
        'Condition',
        'Created: True',
        '',
        '',
      ],
    ]);
  });

  it('draws bands as long as they lasted', async () => {
    render(<ClusterHistory cluster={aCluster()} />, {
      getHistory: jest.fn().mockResolvedValue(history),
    });
    const picture = await screen.findByRole('img', { name: /drawn to scale/ });
    const band = (title: RegExp) =>
      within(picture).getByTitle(title).getAttribute('style');
    expect(band(/^Ready: /)).toBe('left: 0%; width: 50%;');
    expect(band(/^Not ready: .*, 2 d$/)).toBe('left: 50%; width: 50%;');
    expect(band(/^Its API server .*6 h 30 min$/)).toMatch(
      /^left: 50%; width: 6\.77/,
    );
    expect(band(/^v1\.31\.0: /)).toBe('left: 25%;');
  });

  it('asks for the time that was chosen, and keeps it in the address', async () => {
    const getHistory = jest.fn().mockResolvedValue(history);
    render(
      <ClusterHistory cluster={aCluster()} />,
      { getHistory },
      '/?since=all',
    );
    await screen.findByRole('table');
    const since = () => getHistory.mock.lastCall[1].since;
    expect(since()).toBeUndefined();
    await userEvent.click(screen.getByRole('button', { name: 'Last 24 h' }));
    await waitFor(() =>
      expect(Date.now() - Date.parse(since())).toBeLessThan(25 * 3_600_000),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Since Friday' }));
    await waitFor(() => expect(new Date(since()).getDay()).toBe(5));
    expect(
      screen.getByRole('button', { name: 'Since Friday' }),
    ).toHaveAttribute('aria-pressed', 'true');
  });

  it('says that nothing is recorded, or why it could not be read', async () => {
    render(<ClusterHistory cluster={aCluster()} />, {});
    expect(
      await screen.findByText('Nothing is recorded for this time.'),
    ).toBeVisible();
  });

  it('says why there is no history now', async () => {
    const error = await anAnswer(503, {
      name: 'ServiceUnavailableError',
      message: 'History is not available.',
    });
    render(<ClusterHistory cluster={aCluster()} />, {
      getHistory: jest.fn().mockRejectedValue(error),
    });
    expect(
      await screen.findByText(/History is not available\. The page retries/),
    ).toBeVisible();
  });
});

describe('Who changed a setting', () => {
  it.each([
    [undefined, 'Not recorded'],
    ['dpf-portal-requests', 'This portal, for a user that was not recorded'],
    ['dpf-portal-kamaji', 'This portal’s controllers (dpf-portal-kamaji)'],
    [
      'kubectl-edit',
      'kubectl-edit (the API server does not record the person)',
    ],
  ])('is for the manager %p: %s', (manager, text) => {
    expect(describeWriter({ at: '', setting: 'owner', manager })).toBe(text);
  });
});

describe('RecentChanges', () => {
  it('lists what began and ended in the last hours, newest first', async () => {
    const ago = (hours: number) =>
      new Date(Date.now() - hours * 3_600_000).toISOString();
    const getHistory = jest.fn().mockResolvedValue({
      ...history,
      phases: [{ phase: 'NotReady', from: ago(3), sentence: 'It is down.' }],
      conditions: [],
      findings: [{ ...history.findings[0], from: ago(30), until: ago(1) }],
      upgrades: [],
      changes: [{ ...history.changes[0], at: ago(2) }],
    });
    render(<RecentChanges cluster={aCluster()} hours={24} />, { getHistory });
    const list = await screen.findByRole('list', {
      name: 'Changes of the last 24 h',
    });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(item => item.lastElementChild?.textContent),
    ).toEqual([
      'Problem ended Its API server does not answer.',
      expect.stringMatching(/^Setting changed DPU ceiling: 10 → 20 by .*jane/),
      'Phase Not ready (It is down.)',
    ]);
  });

  it('says who requested the cluster and who retired it', async () => {
    const ago = (hours: number) =>
      new Date(Date.now() - hours * 3_600_000).toISOString();
    const nothing = { phases: [], conditions: [], findings: [], changes: [] };
    const getHistory = jest.fn().mockResolvedValue({
      ...history,
      ...nothing,
      upgrades: [],
      from: ago(24),
      cluster: {
        managementCluster: 'local',
        uid: 'uid-blue',
        namespace: 'team-a',
        name: 'blue',
        type: 'kamaji',
        // Whoever may write annotations chose it.
        requestedBy: 'no reference: /',
        from: ago(3),
        deletionRequestedAt: ago(1),
        retiredBy: USER,
      },
    });
    render(<RecentChanges cluster={aCluster()} hours={24} />, { getHistory });
    const list = await screen.findByRole('list');
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(item => item.lastElementChild?.textContent),
    ).toEqual(['Cluster retirement requested by jane', 'Cluster created']);
  });

  it('says a sentence of a finding once, not with each condition and phase that has it', async () => {
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const said = 'VIP 10.66.66.80 is used by team-b/clash.';
    const getHistory = jest.fn().mockResolvedValue({
      ...history,
      changes: [],
      upgrades: [],
      from: at,
      findings: [
        { code: 'AddressInUse', sentence: said, who: 'owner', from: at },
      ],
      phases: [{ phase: 'Creating', sentence: said, from: at }],
      conditions: [
        {
          type: 'Created',
          status: 'False',
          detail: `AddressInUse: ${said}`,
          from: at,
        },
      ],
    });
    render(<RecentChanges cluster={aCluster()} hours={24} />, { getHistory });
    const list = await screen.findByRole('list');
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(item => item.lastElementChild?.textContent),
    ).toEqual([
      'Phase Creating',
      'Condition Created: False (AddressInUse)',
      `Problem began ${said}`,
    ]);
  });

  it('says that nothing changed', async () => {
    render(<RecentChanges cluster={aCluster()} hours={24} />, {});
    expect(
      await screen.findByText(/Nothing changed in the last 24 h/),
    ).toBeVisible();
  });
});

describe('RetiredClusters', () => {
  const blue = {
    managementCluster: 'local',
    uid: 'uid-blue',
    namespace: 'team-a',
    name: 'blue',
    type: 'kamaji',
    owner: 'group:default/team-a',
    from: '2026-11-01T10:00:00.000Z',
  };
  const answer: RetiredClusterList = {
    going: [
      {
        ...blue,
        name: 'green',
        uid: 'uid-green',
        deletionRequestedAt: '2026-11-24T10:00:00.000Z',
        retiredBy: USER,
        deleting: [{ kind: 'DPU', name: 'dpu-1', state: 'waiting' }],
        more: 0,
        stays: [],
        blockedBy: {
          code: 'DeletionBlocked',
          severity: 'error',
          blocking: true,
          sentence: '1 DPU still uses it.',
          remedy: 'Delete the DPUs.',
          who: 'owner',
        },
      },
    ],
    items: [
      {
        ...blue,
        until: '2026-11-20T10:00:00.000Z',
        remains: {
          deleting: [
            { kind: 'TenantControlPlane', name: 'blue', state: 'deleting' },
          ],
          more: 0,
          stays: [],
        },
      },
    ],
    truncated: false,
  };

  it('says what is still there of those that are going, and what holds it', async () => {
    render(<RetiredClusters />, {
      listRetiredClusters: jest
        .fn()
        .mockResolvedValue({ ...answer, items: [] }),
    });
    const [cells] = await rowsOf();
    expect(cells).toEqual([
      'team-a/green',
      'local',
      'team-a',
      formatTime('2026-11-24T10:00:00.000Z'),
      'jane',
      'DPU dpu-1: waits',
      '1 DPU still uses it. Delete the DPUs. The owner must act.',
    ]);
    expect(screen.getByRole('link', { name: 'team-a/green' })).toHaveAttribute(
      'href',
      '/one-of/local/team-a/green',
    );
  });

  it('opens the history of one that is gone by its uid', async () => {
    const getHistoryByUid = jest.fn().mockResolvedValue({
      ...history,
      cluster: answer.items[0],
    });
    render(<RetiredClusters />, {
      listRetiredClusters: jest
        .fn()
        .mockResolvedValue({ ...answer, going: [] }),
      getHistoryByUid,
    });
    const [cells] = await rowsOf();
    expect(cells).toContain('Not recorded (not retired in this portal)');
    expect(cells).toContain('TenantControlPlane blue: is being deleted');
    await userEvent.click(
      screen.getByRole('button', { name: 'History of team-a/blue' }),
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'team-a/blue on local',
    });
    expect(getHistoryByUid).toHaveBeenCalledWith(
      { managementCluster: 'local', uid: 'uid-blue' },
      expect.objectContaining({ since: undefined }),
    );
    expect(
      within(dialog).getByRole('cell', { name: 'ApiNotAnswering' }),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
  });

  it('shows nothing where there are none', async () => {
    const listRetiredClusters = jest
      .fn()
      .mockResolvedValue({ going: [], items: [], truncated: false });
    render(<RetiredClusters />, { listRetiredClusters });
    await waitFor(() => expect(listRetiredClusters).toHaveBeenCalled());
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });
});
