import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { dpfApiRef } from '../../api/useDpfApi';
import { aCluster } from '../../__testUtils__/aCluster';
import { aSource } from '../../__testUtils__/aSource';
import { anAnswer } from '../../__testUtils__/anAnswer';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { RetireDialog } from './RetireDialog';

const REF = { managementCluster: 'local', namespace: 'team-a', name: 'blue' };

function aDpu(name: string, host: string) {
  return {
    managementCluster: 'local',
    namespace: 'dpf-operator-system',
    name,
    uid: `uid-${name}`,
    host,
    state: 'operational',
    label: 'Operational',
  };
}

function renderDialog(
  more: Partial<DpuClusterView> = {},
  api: Parameters<typeof mockDpfApi>[0] = {},
) {
  const onRetired = jest.fn();
  const mock = mockDpfApi({
    getDpus: jest.fn().mockResolvedValue({
      items: [],
      totalItems: 0,
      counts: {},
      pageInfo: {},
      sources: [aSource()],
    }),
    listCredentials: jest.fn().mockResolvedValue({ items: [], onlyOwn: false }),
    ...api,
  });
  renderInTestApp(
    <>
      <h1>Page</h1>
      <RetireDialog
        cluster={aCluster(more)}
        onClose={jest.fn()}
        onRetired={onRetired}
      />
    </>,
    {
      apis: [[dpfApiRef, mock]],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
  return { mock, onRetired };
}

const dialog = async () => within(await screen.findByRole('dialog'));

describe('RetireDialog', () => {
  it('says what the cluster is for, which DPUs of which hosts use it, who has access, what goes and what stays', async () => {
    renderDialog(
      { purpose: 'prod' },
      {
        getDpus: jest.fn().mockResolvedValue({
          items: [
            aDpu('dpu-2', 'host-2'),
            aDpu('dpu-1', 'host-1'),
            aDpu('dpu-3', 'host-1'),
          ],
          totalItems: 5,
          counts: {},
          pageInfo: {},
          sources: [aSource()],
        }),
        listCredentials: jest.fn().mockResolvedValue({
          onlyOwn: false,
          items: [
            {
              id: '1',
              user: 'user:default/ann',
              role: 'admin',
              until: '2026-11-30T11:00:00.000Z',
            },
          ],
        }),
      },
    );
    const shown = await dialog();
    expect(await shown.findByText('Its purpose is prod.')).toBeVisible();
    const dpus = within(shown.getByRole('region', { name: 'DPUs by host' }));
    expect(
      (await dpus.findAllByRole('listitem')).map(item => item.textContent),
    ).toEqual([
      'host-1: dpu-1 (Operational), dpu-3 (Operational)',
      'host-2: dpu-2 (Operational)',
      'and 2 more',
    ]);
    const holders = within(shown.getByRole('region', { name: 'Credentials' }));
    expect(await holders.findByRole('listitem')).toHaveTextContent(
      /^ann: admin, until /,
    );
    expect(shown.getByText(/^Deleted:/)).toHaveTextContent(
      'its TenantControlPlane with its Secrets and data; keepalived, which frees its VIP and its virtual router ID. Its history stays in this portal.',
    );
  });

  it('says of a registered cluster that it keeps running', async () => {
    renderDialog({ type: 'static' });
    const shown = await dialog();
    expect(shown.getByText(/^Deleted:/)).toHaveTextContent(
      'The cluster itself keeps running.',
    );
    expect(shown.getByText(/^Deleted:/)).not.toHaveTextContent(
      'TenantControlPlane',
    );
  });

  it('says that others may have access, where these are not shown', async () => {
    renderDialog(
      {},
      {
        listCredentials: jest
          .fn()
          .mockResolvedValue({ items: [], onlyOwn: true }),
      },
    );
    expect(
      await (
        await dialog()
      ).findByText('You hold none. Those of others are not shown to you.'),
    ).toBeVisible();
  });

  it('retires once the name is typed, and not without the facts that cannot be read', async () => {
    const { mock, onRetired } = renderDialog(
      {},
      { getDpus: jest.fn().mockRejectedValue(new Error('away')) },
    );
    const shown = await dialog();
    expect(await shown.findByText('Could not be read: away.')).toBeVisible();
    const retire = shown.getByRole('button', { name: 'Retire' });
    expect(retire).toBeDisabled();
    fireEvent.change(shown.getByLabelText(/Type blue/), {
      target: { value: 'blue' },
    });
    await waitFor(() => expect(retire).toBeEnabled());
    fireEvent.click(retire);
    await waitFor(() => expect(onRetired).toHaveBeenCalledTimes(1));
    expect(mock.deleteDpuCluster).toHaveBeenLastCalledWith(REF, {
      uid: 'uid-blue',
    });
  });

  it('says who locked the cluster and why, and does not retire it', async () => {
    renderDialog(
      { locked: 'user:default/ann: Production until May.' },
      {
        deleteDpuCluster: jest.fn().mockRejectedValue(
          await anAnswer(409, {
            name: 'ConflictError',
            message: 'team-a/blue is locked against deletion.',
          }),
        ),
      },
    );
    const shown = await dialog();
    expect(
      await shown.findByText(
        /^blue is locked against deletion by user:default\/ann: “Production until May”\./,
      ),
    ).toBeVisible();
    expect(shown.getAllByText(/locked against deletion/)).toHaveLength(1);
    expect(shown.getByLabelText(/Type blue/)).toBeDisabled();
    expect(shown.getByRole('button', { name: 'Retire' })).toBeDisabled();
  });

  it('says in which repository a cluster is retired, with the command for one that its tool left behind, and does not retire it', async () => {
    const manifest = `https://git.example.com/${'a'.repeat(200)}`;
    renderDialog(
      {},
      {
        deleteDpuCluster: jest.fn().mockRejectedValue(
          await anAnswer(409, {
            name: 'ConflictError',
            message: `Argo CD application blue applies team-a/blue and would make it again, empty, after it was deleted. Remove its manifest in the repository instead: ${manifest}. If nothing applies it any more, remove the mark: \`kubectl -n team-a label dpuclusters blue mark-\`.`,
          }),
        ),
      },
    );
    const shown = await dialog();
    expect(await shown.findByText(new RegExp(manifest))).toBeVisible();
    expect(shown.getByTestId('dpf-retire-content')).toHaveStyle({
      overflowWrap: 'anywhere',
    });
    expect(
      shown.getByText('kubectl -n team-a label dpuclusters blue mark-'),
    ).toBeVisible();
    fireEvent.change(shown.getByLabelText(/Type blue/), {
      target: { value: 'blue' },
    });
    expect(shown.getByRole('button', { name: 'Retire' })).toBeDisabled();
  });

  it('shows what holds a deletion that has begun, what is still there, and what stays', async () => {
    renderDialog(
      {
        deletionRequestedAt: '2026-11-30T10:00:00Z',
        findings: [
          {
            code: 'DeletionBlocked',
            severity: 'error',
            blocking: true,
            sentence: '1 DPU still uses it: dpu-1.',
            remedy: 'Delete the DPU',
            who: 'owner',
          },
        ],
      },
      {
        getResources: jest.fn().mockResolvedValue({
          items: [
            { kind: 'DPUCluster', name: 'blue', uid: '1', state: 'Ready' },
            { kind: 'DPU', name: 'dpu-1', uid: '2' },
          ],
        }),
      },
    );
    const shown = await dialog();
    expect(
      await shown.findByText(/1 DPU still uses it: dpu-1\. Delete the DPU\./),
    ).toBeVisible();
    expect(
      (
        await within(
          await shown.findByRole('list', { name: 'Still there' }),
        ).findAllByRole('listitem')
      ).map(item => item.textContent),
    ).toEqual(['DPUCluster blue (Ready)', 'DPU dpu-1']);
    expect(shown.getByText('Its history stays in this portal.')).toBeVisible();
    expect(shown.queryByRole('button', { name: 'Retire' })).toBeNull();
  });

  it('says that nothing is left', async () => {
    renderDialog({ deletionRequestedAt: '2026-11-30T10:00:00Z' });
    expect(
      await (await dialog()).findByText('Nothing of it is left.'),
    ).toBeVisible();
  });
});
