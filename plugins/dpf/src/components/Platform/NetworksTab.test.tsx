import { renderInTestApp } from '@backstage/frontend-test-utils';
import { NetworkDetail } from '@dpf-portal/backstage-plugin-dpf-common';
import { HeldEndpoint, networkUseOf } from '@dpf-portal/dpf-model';
import { screen, within } from '@testing-library/react';
import {
  aManagementCluster,
  aNetwork,
} from '../../__testUtils__/aManagementCluster';
import { aSource } from '../../__testUtils__/aSource';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { dpfApiRef } from '../../api/useDpfApi';
import { mountedPages } from '../../__testUtils__/mountedPages';
import { formatNumber } from './formatNumber';
import { NetworksTab } from './NetworksTab';

const HELD: HeldEndpoint[] = [
  {
    vip: '10.66.66.70',
    virtualRouterID: 130,
    holder: {
      kind: 'Cluster',
      managementCluster: 'local',
      namespace: 'team-a',
      name: 'blue',
      group: 'provisioning.dpu.nvidia.com',
    },
  },
  {
    vip: '10.66.66.72',
    virtualRouterID: 131,
    holder: {
      kind: 'Reservation',
      managementCluster: 'local',
      namespace: 'team-a',
      name: 'coming',
      until: '2026-11-24T10:10:00Z',
    },
  },
  {
    vip: '10.66.66.73',
    holder: { kind: 'Node', managementCluster: 'local', name: 'node-1' },
  },
];

function aDetail(
  held = HELD,
  overrides: Partial<NetworkDetail> = {},
  hiddenHolders = 0,
): NetworkDetail {
  const network = { ...aNetwork('lab'), ...overrides };
  return {
    ...network,
    nextFree: { vip: '10.66.66.71', virtualRouterID: 132 },
    use: { ...networkUseOf(network, held), hiddenHolders },
    ...overrides,
  };
}

function renderTab(getNetworks: jest.Mock) {
  renderInTestApp(<NetworksTab />, {
    apis: [
      [
        dpfApiRef,
        mockDpfApi({
          getNetworks,
          listManagementClusters: jest
            .fn()
            .mockResolvedValue({ items: [aManagementCluster()] }),
        }),
      ],
    ],
    mountedRoutes: mountedPages,
  });
}

const answer = (...items: NetworkDetail[]) =>
  jest.fn().mockResolvedValue({ items, source: aSource() });

describe('NetworksTab', () => {
  it('shows ranges, what is free, and what the next cluster gets', async () => {
    renderTab(answer(aDetail()));
    const network = within(
      await screen.findByRole('region', { name: 'Network lab' }),
    );
    expect(
      network.getByText(
        '8 of 11 VIPs and 9 of 11 virtual router IDs are free. The next cluster gets 10.66.66.71 and virtual router ID 132.',
      ),
    ).toBeVisible();
    const picture = network.getByRole('img', {
      name: 'VIPs 10.66.66.70-10.66.66.80: 3 of 11 used, 8 free',
    });
    expect(picture.children).toHaveLength(11);
    expect(picture.children[0]).toHaveAttribute('title', '10.66.66.70: used');
    expect(picture.children[1]).toHaveAttribute('title', '10.66.66.71: free');
    expect(
      network.getByRole('img', { name: /^Virtual router IDs 130-140/ }),
    ).toBeVisible();
  });

  it('says in a table what has each value, and until when it is reserved', async () => {
    renderTab(answer(aDetail()));
    const link = await screen.findByRole('link', { name: 'team-a/blue' });
    expect(link).toHaveAttribute('href', '/one-of/local/team-a/blue');
    const cells = (text: string) =>
      within(screen.getByText(text).closest('tr')!)
        .getAllByRole('cell')
        .map(cell => cell.textContent);
    expect(cells('10.66.66.70')).toEqual([
      '10.66.66.70',
      '130',
      'team-a/blue',
      'DPU cluster',
      '—',
    ]);
    expect(cells('10.66.66.72')).toEqual([
      '10.66.66.72',
      '131',
      'team-a/coming',
      'Reserved for a request',
      expect.stringMatching(/\d/),
    ]);
    expect(cells('10.66.66.73')).toEqual([
      '10.66.66.73',
      '—',
      'node-1',
      'Node',
      '—',
    ]);
  });

  it.each([
    ['10.66.66.70', 'full', /The network is full/],
    ['10.66.66.70-10.66.66.71', 'nearlyFull', /The network is nearly full/],
  ])('says that a network of %s is %s', async (range, level, said) => {
    const detail = aDetail(HELD, { vipRanges: [range] });
    expect(detail.use.level).toBe(level);
    renderTab(answer(detail));
    expect(await screen.findByText(said)).toBeVisible();
  });

  it('draws a range of 65,536 addresses with few cells', async () => {
    renderTab(
      answer(aDetail(HELD, { vipRanges: ['10.66.0.0-10.66.255.255'] })),
    );
    const picture = await screen.findByRole('img', {
      name: 'VIPs 10.66.0.0-10.66.255.255: 3 of 65,536 used, 65,533 free',
    });
    expect(picture.children).toHaveLength(64);
    expect(picture.children[0]).toHaveAttribute(
      'title',
      '10.66.0.0 to 10.66.3.255: 0 of 1,024 used',
    );
  });

  it('says what it does not show', async () => {
    renderTab(answer(aDetail([], {}, 2)));
    expect(await screen.findByText(/^2 more are used/)).toBeVisible();
    expect(screen.queryByText('No value is used.')).not.toBeInTheDocument();
  });

  it('says what to configure where there is no network', async () => {
    renderTab(answer());
    expect(await screen.findByText('No network is configured')).toBeVisible();
    expect(
      screen.getByText(/Add networks\[\] to the entry local/),
    ).toBeVisible();
  });

  it('shows the last state of a management cluster that cannot be reached', async () => {
    renderTab(
      jest.fn().mockResolvedValue({
        items: [aDetail()],
        source: aSource({ reachable: false }),
      }),
    );
    expect(await screen.findByText(/cannot reach/)).toBeVisible();
    expect(screen.getByText('team-a/blue')).toBeVisible();
  });

  it('shows why it could not be read', async () => {
    renderTab(jest.fn().mockRejectedValue(new Error('It broke.')));
    expect((await screen.findAllByText(/It broke\./))[0]).toBeVisible();
  });
});

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [65_536, '65,536'],
    [2 ** 64, '1.8 × 10^19'],
  ])('of %d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});
