import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { DpfUpgradeView } from '@dpf-portal/backstage-plugin-dpf-common';
import { screen, within } from '@testing-library/react';
import { aManagementCluster } from '../../__testUtils__/aManagementCluster';
import { anAnswer } from '../../__testUtils__/anAnswer';
import { aSource } from '../../__testUtils__/aSource';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { dpfApiRef } from '../../api/useDpfApi';
import { mountedPages } from '../../__testUtils__/mountedPages';
import { UpgradeTab } from './UpgradeTab';

const CLUSTER = {
  managementCluster: 'local',
  namespace: 'team-a',
  name: 'blue',
};

function anUpgrade(overrides: Partial<DpfUpgradeView> = {}): DpfUpgradeView {
  return {
    managementCluster: 'local',
    source: aSource(),
    dpf: { readable: true, version: 'v26.4.0' },
    forecast: {
      kubernetes: { version: 'v1.35.6', basis: 'The forecast assumes a lot.' },
      items: [],
      fine: 3,
    },
    ...overrides,
  };
}

function renderTab(
  getUpgrade: jest.Mock,
  options: { names?: string[]; path?: string } = {},
) {
  const { names = ['local'], path = '/' } = options;
  renderInTestApp(<UpgradeTab />, {
    initialRouteEntries: [path],
    apis: [
      [
        dpfApiRef,
        mockDpfApi({
          getUpgrade,
          listManagementClusters: jest.fn().mockResolvedValue({
            items: names.map(name =>
              aManagementCluster({ name, title: `Site ${name}` }),
            ),
          }),
        }),
      ],
    ],
    mountedRoutes: {
      ...mountedPages,
      '/catalog/:namespace/:kind/:name': entityRouteRef,
    },
  });
}

const answer = (overrides?: Partial<DpfUpgradeView>) =>
  jest.fn().mockResolvedValue(anUpgrade(overrides));

describe('UpgradeTab', () => {
  it('shows a management cluster without an upgrade', async () => {
    renderTab(answer());
    expect(
      await screen.findByRole('heading', { name: 'DPF v26.4.0' }),
    ).toBeVisible();
    expect(screen.getByText('No upgrade is requested.')).toBeVisible();
    expect(
      screen.getByText(/Nothing is in the way of 3 of 3 DPU clusters/),
    ).toBeVisible();
    expect(screen.getByText(/has seen no upgrade of DPF here/)).toBeVisible();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('shows version and target, why requests are refused, and each blocker with its links', async () => {
    renderTab(
      answer({
        dpf: {
          readable: true,
          version: 'v26.4.0',
          targetVersion: 'v26.8.0',
        },
        refused: 'No DPU cluster is created there.',
        blockers: {
          since: '2026-11-24T09:00:00Z',
          total: 3,
          items: [
            {
              check: 'DPU State',
              text: 'DPU dpu-1 is not ready',
              object: { kind: 'DPU', namespace: 'dpf', name: 'dpu-1' },
              host: 'host-17',
              cluster: CLUSTER,
              owner: 'group:default/team-a',
            },
            { text: 'nobody can parse this' },
          ],
        },
      }),
    );
    expect(
      await screen.findByRole('heading', { name: 'DPF v26.4.0 → v26.8.0' }),
    ).toBeVisible();
    expect(screen.getByText(/The upgrade is held up/)).toBeVisible();
    expect(screen.getByText('No DPU cluster is created there.')).toBeVisible();
    const dpu = screen.getByRole('link', { name: 'dpu-1' });
    expect(dpu).toHaveAttribute(
      'href',
      '/fleet/dpus?managementCluster=local&text=dpu-1',
    );
    const row = within(dpu.closest('tr')!);
    expect(row.getByText('host-17')).toBeVisible();
    expect(row.getByRole('link', { name: 'team-a/blue' })).toHaveAttribute(
      'href',
      '/one-of/local/team-a/blue',
    );
    expect(row.getByText('team-a')).toBeVisible();
    expect(screen.getByText('nobody can parse this')).toBeVisible();
    expect(screen.getByText('The first 2 of 3 are shown.')).toBeVisible();
  });

  it('shows a running upgrade', async () => {
    renderTab(
      answer({
        dpf: { readable: true, version: 'v26.4.0', targetVersion: 'v26.8.0' },
      }),
    );
    expect(await screen.findByText(/The upgrade runs\./)).toBeVisible();
  });

  it.each([
    [undefined, 'DPF is not configured here'],
    [{ readable: false }, 'The release of DPF is not known'],
  ])('says what is not known of %j', async (dpf, title) => {
    renderTab(answer({ dpf }));
    expect(await screen.findByRole('heading', { name: title })).toBeVisible();
  });

  it('shows what the next upgrade meets, and what is not known', async () => {
    renderTab(
      answer({
        forecast: {
          kubernetes: { basis: 'It is not known.' },
          fine: 1,
          items: [
            {
              cluster: CLUSTER,
              forecasts: [
                {
                  about: 'controlPlane',
                  verdict: 'blocks',
                  sentence: 'The control plane: it runs Kubernetes v1.33.4.',
                  remedy: 'Raise it',
                },
                {
                  about: 'kubelets',
                  verdict: 'unknown',
                  sentence: 'The portal has not read its Nodes.',
                },
              ],
            },
          ],
        },
      }),
    );
    expect(await screen.findByText('Blocks the upgrade')).toBeVisible();
    expect(screen.getByText('Raise it.')).toBeVisible();
    expect(screen.getByText('Not known')).toBeVisible();
    expect(screen.getByText(/in the way of 1 of 2 DPU clusters/)).toBeVisible();
  });

  it('shows which DPUs are not as they were before', async () => {
    const record = {
      namespace: 'dpf',
      name: 'dpu-1',
      uid: '1',
      group: 'provisioning.dpu.nvidia.com',
      phase: 'Ready',
      operational: 'True',
      dpfVersion: 'v26.4.0',
    };
    renderTab(
      answer({
        comparison: {
          from: 'v26.4.0',
          to: 'v26.8.0',
          takenAt: '2026-11-24T09:00:00Z',
          late: true,
          dpuCount: 4,
          counts: {
            missing: 1,
            worse: 1,
            changed: 0,
            better: 0,
            new: 0,
            same: 2,
          },
          differences: [
            { kind: 'missing', before: { ...record, name: 'dpu-0' } },
            {
              kind: 'worse',
              before: record,
              after: { ...record, phase: 'Error', uid: '2' },
              madeAgain: true,
            },
          ],
        },
      }),
    );
    const row = within(
      (await screen.findByRole('link', { name: 'dpu-1' })).closest('tr')!,
    );
    expect(row.getByText('Worse, made again')).toBeVisible();
    expect(row.getByText('Ready, operational · DPF v26.4.0')).toBeVisible();
    expect(row.getByText('Error, operational · DPF v26.4.0')).toBeVisible();
    expect(screen.getByText('Missing')).toBeVisible();
    expect(
      screen.getByText(/Of 4 DPUs before, 1 are missing, 1 worse/),
    ).toHaveTextContent(/not ended yet.*only when it ran already/);
  });

  it('says how old the state of an unreachable management cluster is', async () => {
    renderTab(answer({ source: aSource({ reachable: false }) }));
    expect(await screen.findByText(/cannot reach/)).toBeVisible();
    expect(screen.getByRole('heading', { name: 'DPF v26.4.0' })).toBeVisible();
  });

  it('says that it is not allowed', async () => {
    const error = await anAnswer(403, {
      name: 'NotAllowedError',
      message: 'You have no permission dpf.platform.read.',
    });
    renderTab(jest.fn().mockRejectedValue(error));
    expect(await screen.findByText(/Ask the administrators/)).toHaveTextContent(
      'dpf.platform.read',
    );
  });

  it('shows why it could not be read', async () => {
    renderTab(jest.fn().mockRejectedValue(new Error('It broke.')));
    expect((await screen.findAllByText(/It broke\./))[0]).toBeVisible();
  });

  it('shows all management clusters, or the one of the address', async () => {
    const names = ['a', 'b'];
    renderTab(answer(), { names });
    expect(await screen.findByRole('region', { name: 'Site a' })).toBeVisible();
    expect(screen.getByRole('region', { name: 'Site b' })).toBeVisible();
  });

  it('shows the management cluster of the address', async () => {
    const getUpgrade = answer();
    renderTab(getUpgrade, { names: ['a', 'b'], path: '/?managementCluster=b' });
    expect(await screen.findByRole('region', { name: 'Site b' })).toBeVisible();
    expect(
      screen.queryByRole('region', { name: 'Site a' }),
    ).not.toBeInTheDocument();
    expect(getUpgrade).toHaveBeenCalledWith('b', expect.anything());
  });

  it.each([
    [['a'], '/?managementCluster=x', 'There is no management cluster x'],
    [[], '/', 'No management cluster is configured'],
  ])('says that there is none: %j %s', async (names, path, title) => {
    renderTab(answer(), { names, path });
    expect(await screen.findByText(title)).toBeVisible();
  });
});
