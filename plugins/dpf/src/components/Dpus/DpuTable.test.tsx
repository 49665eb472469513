import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  DpuAnswer,
  DpuList,
  DpuListQuery,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DpuClusterRef, uncheckedWithout } from '@dpf-portal/dpf-model';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { dpfApiRef } from '../../api/useDpfApi';
import { mountedPages } from '../../__testUtils__/mountedPages';
import { aDpu } from '../../__testUtils__/aDpu';
import { aSource } from '../../__testUtils__/aSource';
import { aNotFound, anAnswer } from '../../__testUtils__/anAnswer';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { DpuTable } from './DpuTable';

const COMMAND =
  'kubectl -n dpf-operator-system annotate dpunode w2 provisioning.dpu.nvidia.com/dpunode-external-reboot-required-';
const held = aDpu({
  name: 'w2-dpu0',
  host: 'w2',
  state: 'held',
  label: 'Rebooting, 10 of 14',
  waitsFor: 'A reboot of host w2',
  who: 'platform',
  remedy: `Reboot host w2, then tell DPF: \`${COMMAND}\`.`,
  held: { what: 'reboot', command: COMMAND },
  joined: false,
});

function list(overrides: Partial<DpuList> = {}): DpuList {
  const items = overrides.items ?? [held, aDpu()];
  return {
    items,
    totalItems: items.length,
    counts: { held: 1, operational: 1 },
    pageInfo: {},
    sources: [aSource()],
    ...overrides,
  };
}

function answer(overrides: Partial<DpuAnswer> = {}): DpuAnswer {
  const condition = (
    type: string,
    status: 'True' | 'False',
    reason = 'Done',
  ) => ({
    type,
    status,
    reason,
    message: '',
    lastTransitionTime: '2026-11-24T10:00:00Z',
  });
  return {
    item: held,
    source: aSource(),
    conditions: [
      condition('Initialized', 'True'),
      condition('OSInstalled', 'True'),
      condition('Rebooted', 'False', 'WaitForExternalReboot'),
    ],
    operationalConditions: [],
    complete: true,
    ...overrides,
  };
}

function Address() {
  const { pathname, search } = useLocation();
  return <span data-testid="address">{`${pathname}${search}`}</span>;
}

function render(
  options: {
    getDpus?: jest.Mock;
    getDpu?: jest.Mock;
    clusterRef?: DpuClusterRef;
    at?: string;
  } = {},
) {
  const {
    getDpus = jest.fn().mockResolvedValue(list()),
    getDpu = jest.fn().mockResolvedValue(answer()),
    clusterRef,
    at = '/',
  } = options;
  renderInTestApp(
    <>
      <DpuTable clusterRef={clusterRef} />
      <Address />
    </>,
    {
      apis: [[dpfApiRef, mockDpfApi({ getDpus, getDpu })]],
      mountedRoutes: mountedPages,
      initialRouteEntries: [at],
    },
  );
  const queries = (): DpuListQuery[] => getDpus.mock.calls.map(([q]) => q);
  return { getDpus, getDpu, queries };
}

const rowOf = async (name: string) =>
  within(
    (
      await screen.findByRole('rowheader', { name: new RegExp(`^${name}`) })
    ).closest('tr')!,
  );

describe('DpuTable', () => {
  it('shows of each DPU what it waits for, who acts, its cluster and its source', async () => {
    render();
    const row = await rowOf('w2-dpu0');
    expect(row.getByText('w2 · dpu0')).toBeVisible();
    expect(row.getByText('Rebooting, 10 of 14')).toBeVisible();
    expect(row.getByText(/A reboot of host w2\./)).toHaveTextContent(
      'The platform team must act.',
    );
    expect(row.getByRole('link', { name: 'team-a/blue' })).toHaveAttribute(
      'href',
      '/one-of/local/team-a/blue',
    );
    expect(row.getByText('DPUSet rack-1')).toBeVisible();
    const fine = await rowOf('w1-dpu0');
    expect(fine.getByText('Operational')).toBeVisible();
    expect(fine.queryByText(/must act/)).not.toBeInTheDocument();
  });

  it('names DPUs without a cluster, of one that does not exist, by hand, and outdated', async () => {
    const items = [
      aDpu({
        name: 'a',
        cluster: undefined,
        origin: undefined,
        outdated: undefined,
      }),
      aDpu({
        name: 'b',
        cluster: { namespace: 'team-a', name: 'gone' },
        outdated: ['BFB', 'DPUFlavor'],
      }),
    ];
    render({ getDpus: jest.fn().mockResolvedValue(list({ items })) });
    const a = await rowOf('a');
    expect(a.getByText('none')).toBeVisible();
    expect(a.getByText('by hand')).toBeVisible();
    expect(a.getByText('outdated: —')).toBeVisible();
    const b = await rowOf('b');
    expect(b.getByText('team-a/gone (does not exist)')).toBeVisible();
    expect(b.getByText('outdated: BFB, DPUFlavor')).toBeVisible();
  });

  it('has five columns, sorts by both parts of a column, and scrolls by keyboard where it is too wide', async () => {
    const user = userEvent.setup();
    const { queries } = render();
    await rowOf('w2-dpu0');
    expect(
      screen.getAllByRole('columnheader').map(head => head.textContent),
    ).toEqual([
      'DPU · Host, device',
      'State · Since',
      'Waits for',
      'Cluster',
      'Source · Outdated',
    ]);
    for (const [title, field] of [
      ['Host, device', 'host'],
      ['Since', 'since'],
      ['DPU', 'name'],
    ]) {
      const [head] = screen
        .getAllByRole('button', { name: title })
        .filter(button => button.closest('th'));
      await user.click(head);
      await waitFor(() => expect(queries().at(-1)?.orderBy).toBe(field));
      await waitFor(() =>
        expect(head.closest('th')).toHaveAttribute('aria-sort', 'ascending'),
      );
    }
    const region = screen.getByRole('region', { name: 'DPUs (2)' });
    region.focus();
    expect(region).toHaveFocus();
  });

  it('filters by text and by state, in the address', async () => {
    const user = userEvent.setup();
    const { queries } = render();
    await user.type(await screen.findByLabelText('Search'), 'SN-7');
    await waitFor(() =>
      expect(queries().at(-1)).toMatchObject({ text: 'SN-7' }),
    );
    const chip = screen.getByRole('button', { name: 'Waits for a person 1' });
    expect(chip).toHaveAttribute('aria-pressed', 'false');
    await user.click(chip);
    await waitFor(() =>
      expect(queries().at(-1)).toMatchObject({ text: 'SN-7', state: ['held'] }),
    );
    expect(
      screen.getByRole('button', { name: 'Waits for a person 1' }),
    ).toHaveAttribute('aria-pressed', 'true');
    expect(screen.getByTestId('address')).toHaveTextContent(
      '?text=SN-7&state=held',
    );
  });

  it('reads from the address what it shows', async () => {
    const { queries } = render({
      at: '/?text=w&state=error,held&managementCluster=local&cluster=none&sort=-since&page=3&rows=25',
    });
    await screen.findByRole('rowheader', { name: /^w2-dpu0/ });
    expect(queries()[0]).toEqual({
      text: 'w',
      state: ['error', 'held'],
      managementCluster: 'local',
      cluster: 'none',
      orderBy: '-since',
      offset: 50,
      limit: 25,
    });
    expect(await screen.findByText('Without a cluster')).toBeVisible();
  });

  it('goes back to a page that exists', async () => {
    const { queries } = render({ at: '/?page=9' });
    await waitFor(() => expect(queries().at(-1)).not.toHaveProperty('offset'));
  });

  it('groups by host', async () => {
    const user = userEvent.setup();
    const items = [aDpu(), aDpu({ name: 'w1-dpu1', device: 'dpu1' }), held];
    const { queries } = render({
      getDpus: jest.fn().mockResolvedValue(list({ items })),
    });
    await user.click(await screen.findByLabelText('Group by host'));
    const host = await screen.findByRole('rowheader', { name: 'w1 (2 here)' });
    expect(within(host.closest('tbody')!).getAllByRole('row')).toHaveLength(3);
    expect(
      screen.getByRole('rowheader', { name: 'w2 (1 here)' }),
    ).toBeVisible();
    expect(queries().at(-1)).toMatchObject({ orderBy: 'host' });
    expect(screen.getByTestId('address')).toHaveTextContent('?by=host');
  });

  it('shows the DPUs of one cluster without a column for it, and keeps what else is in the address', async () => {
    const user = userEvent.setup();
    const { queries } = render({
      clusterRef: {
        managementCluster: 'local',
        namespace: 'team-a',
        name: 'blue',
        group: 'provisioning.dpf.nvidia.com',
      },
      at: '/?tab=dpus&group=provisioning.dpf.nvidia.com&cluster=none',
    });
    await screen.findByRole('rowheader', { name: /^w2-dpu0/ });
    expect(queries()[0]).toMatchObject({ cluster: 'local/team-a/blue.dpf' });
    expect(
      screen.queryByRole('columnheader', { name: 'Cluster' }),
    ).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /^Operational/ }));
    expect(screen.getByTestId('address')).toHaveTextContent(
      'tab=dpus&group=provisioning.dpf.nvidia.com',
    );
  });

  describe('a DPU', () => {
    it('opens beside the list with its conditions in order and the command to copy', async () => {
      const user = userEvent.setup();
      const { getDpu } = render();
      await user.click(await screen.findByRole('button', { name: 'w2-dpu0' }));
      const drawer = within(
        await screen.findByRole('dialog', { name: 'DPU w2-dpu0' }),
      );
      expect(await drawer.findByText(COMMAND)).toBeVisible();
      expect(
        drawer.getByRole('button', { name: 'Copy command' }),
      ).toBeVisible();
      const conditions = within(
        drawer.getByRole('list', { name: 'Provisioning' }),
      ).getAllByRole('listitem');
      expect(conditions.map(item => item.textContent)).toEqual([
        expect.stringMatching(/^Initialized: True/),
        expect.stringMatching(/^OSInstalled: True/),
        expect.stringMatching(/^Rebooted: False.*WaitForExternalReboot/),
      ]);
      expect(getDpu).toHaveBeenCalledWith(
        {
          managementCluster: 'local',
          namespace: 'dpf-operator-system',
          name: 'w2-dpu0',
        },
        expect.anything(),
      );
      await user.click(drawer.getByRole('button', { name: 'Close' }));
      await waitFor(() =>
        expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
      );
    });

    it('is open after a reload, and says when its conditions may be missing', async () => {
      render({
        at: '/?dpu=local/dpf-operator-system/w2-dpu0',
        getDpu: jest.fn().mockResolvedValue(answer({ complete: false })),
      });
      expect(
        await screen.findByText(/did not answer, so only conditions/),
      ).toBeVisible();
    });

    it('that is gone is told as such', async () => {
      render({
        at: '/?dpu=local/dpf-operator-system/w2-dpu0',
        getDpu: jest.fn().mockRejectedValue(await aNotFound()),
      });
      expect(await screen.findByText(/There is no such DPU/)).toBeVisible();
    });
  });

  describe('without DPUs', () => {
    const none = (overrides: Partial<DpuList> = {}) =>
      jest
        .fn()
        .mockResolvedValue(list({ items: [], counts: {}, ...overrides }));

    it('says whose DPUs it would show', async () => {
      render({ getDpus: none() });
      expect(await screen.findByText('No DPUs to show')).toBeVisible();
      expect(screen.getByText(/dpf\.platform\.read/)).toBeVisible();
    });

    it('offers to show all where a filter hides them', async () => {
      const user = userEvent.setup();
      const { queries } = render({ getDpus: none(), at: '/?text=x' });
      await user.click(await screen.findByRole('button', { name: 'Show all' }));
      await waitFor(() => expect(queries().at(-1)).not.toHaveProperty('text'));
    });

    it('says once what could not be read and which right is missing, and never that there are none', async () => {
      const unchecked = uncheckedWithout([
        {
          resource: 'dpus.provisioning.dpu.nvidia.com',
          verbs: ['list', 'watch'],
          file: 'portal-observe.yaml',
        },
      ]);
      render({ getDpus: none({ sources: [aSource({ unchecked })] }) });
      expect(
        await screen.findAllByText(/may not read everything on local/),
      ).toHaveLength(1);
      expect(
        screen.getByText('list, watch dpus.provisioning.dpu.nvidia.com'),
      ).toBeVisible();
      await userEvent.click(screen.getByText('Grant these rights'));
      expect(
        screen.getByText(
          'kubectl apply -f deploy/charts/dpf-portal/rbac/portal-observe.yaml',
        ),
      ).toBeVisible();
      expect(screen.queryByText(/^No DPU/)).not.toBeInTheDocument();
    });

    it('says which management cluster cannot be reached', async () => {
      render({
        getDpus: none({ sources: [aSource({ reachable: false })] }),
      });
      expect(await screen.findByText(/cannot reach/)).toBeVisible();
      expect(screen.queryByText(/^No DPU/)).not.toBeInTheDocument();
    });

    it('shows an error of the back end', async () => {
      render({
        getDpus: jest
          .fn()
          .mockRejectedValue(
            await anAnswer(500, { name: 'Error', message: 'It broke.' }),
          ),
      });
      expect((await screen.findAllByText(/It broke\./))[0]).toBeVisible();
    });
  });

  it('downloads all that match as CSV, not only the page', async () => {
    const user = userEvent.setup();
    const createObjectURL = jest.fn().mockReturnValue('blob:x');
    Object.assign(URL, { createObjectURL, revokeObjectURL: jest.fn() });
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => {});
    const { queries } = render({ at: '/?state=held&rows=25' });
    await user.click(
      await screen.findByRole('button', { name: 'Download CSV' }),
    );
    await waitFor(() => expect(click).toHaveBeenCalledTimes(1));
    expect(queries().at(-1)).toEqual({
      state: ['held'],
      orderBy: 'state',
      limit: 1000,
    });
    click.mockRestore();
  });
});
