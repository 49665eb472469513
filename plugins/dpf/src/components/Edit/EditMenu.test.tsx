import { renderInTestApp } from '@backstage/frontend-test-utils';
import { DpuClusterView } from '@dpf-portal/backstage-plugin-dpf-common';
import { ClusterEditName, LabelChangeEffect } from '@dpf-portal/dpf-model';
import {
  act,
  fireEvent,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { dpfApiRef } from '../../api/useDpfApi';
import { aCluster } from '../../__testUtils__/aCluster';
import { anAnswer } from '../../__testUtils__/anAnswer';
import { aSource } from '../../__testUtils__/aSource';
import { aManagementCluster } from '../../__testUtils__/aManagementCluster';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { EditMenu } from './EditMenu';

const REF = { managementCluster: 'local', namespace: 'team-a', name: 'blue' };

function offering(...edits: ClusterEditName[]): DpuClusterView['edits'] {
  return {
    items: [
      ...edits.map(edit => ({ edit, offered: true })),
      {
        edit: 'kubeconfig',
        offered: false,
        reason: 'Only a static cluster brings its own.',
      },
    ],
  };
}

/** A menu whose cluster a test can change, as a live page does. */
function renderMenu(
  cluster: DpuClusterView,
  update: jest.Mock = jest.fn(),
  versions?: string[],
) {
  const onChanged = jest.fn();
  let show: (next: DpuClusterView) => void = () => {};
  function Page() {
    const [shown, setShown] = useState(cluster);
    show = setShown;
    return <EditMenu cluster={shown} onChanged={onChanged} />;
  }
  const { policy } = aManagementCluster();
  const items = [aManagementCluster({ policy: { ...policy, versions } })];
  const listManagementClusters = jest.fn().mockResolvedValue({ items });
  renderInTestApp(
    <>
      <h1>Page</h1>
      <Page />
    </>,
    {
      apis: [
        [
          dpfApiRef,
          mockDpfApi({ updateDpuCluster: update, listManagementClusters }),
        ],
      ],
    },
  );
  return {
    update,
    onChanged,
    become: (changed: Partial<DpuClusterView>) =>
      act(() => show({ ...cluster, ...changed })),
  };
}

function anUpdate(
  cluster: DpuClusterView,
  more: { effects?: string[]; labelChange?: LabelChangeEffect } = {},
) {
  return { item: cluster, source: aSource(), ...more };
}

async function openDialog(item: RegExp) {
  fireEvent.click(await screen.findByRole('button', { name: 'Edit' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: item }));
  return within(await screen.findByRole('dialog'));
}

describe('EditMenu', () => {
  it('offers what the server offers, and says why the rest is not possible', async () => {
    renderMenu(aCluster({ edits: offering('maxNodes', 'owner', 'lock') }));
    fireEvent.click(await screen.findByRole('button', { name: 'Edit' }));
    expect(
      (await screen.findAllByRole('menuitem')).map(item => item.textContent),
    ).toEqual([
      'Change the DPU ceiling…',
      'Change the owner…',
      'Lock against deletion…',
      'What cannot be changed, and why…',
    ]);
    fireEvent.click(
      screen.getByRole('menuitem', { name: /cannot be changed/ }),
    );
    expect(await screen.findByRole('dialog')).toHaveTextContent(
      'Replace the kubeconfigOnly a static cluster brings its own.',
    );
  });

  it('says which tool applies the cluster and where its manifest is, however long the address', async () => {
    const managedByGit = `Argo CD application blue applies this DPUCluster: it reverts a change of what its manifest sets. Change that in the repository instead: https://git.example.com/${'a'.repeat(
      200,
    )}.`;
    const edits = offering('owner');
    renderMenu(aCluster({ edits: edits && { ...edits, managedByGit } }));
    const dialog = await openDialog(/owner/);
    expect(dialog.getByText(managedByGit)).toBeVisible();
    expect(dialog.getByTestId('dpf-edit-content')).toHaveStyle({
      overflowWrap: 'anywhere',
    });
  });

  it('is absent where nothing is known of edits', async () => {
    renderMenu(aCluster());
    expect(await screen.findByRole('heading', { name: 'Page' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
  });

  it('has the server check a change, says what follows, and makes it once it is confirmed', async () => {
    const cluster = aCluster({ edits: offering('maxNodes'), maxNodes: 10 });
    const { update, onChanged } = renderMenu(
      cluster,
      jest.fn().mockResolvedValue(
        anUpdate(cluster, {
          effects: ['Lowering the ceiling removes no DPU.'],
        }),
      ),
    );
    const dialog = await openDialog(/ceiling/);
    expect(dialog.getByRole('button', { name: 'Check' })).toBeDisabled();
    fireEvent.change(dialog.getByLabelText('DPUs at most'), {
      target: { value: '5' },
    });
    fireEvent.click(dialog.getByRole('button', { name: 'Check' }));
    expect(
      await dialog.findByText('Lowering the ceiling removes no DPU.'),
    ).toBeVisible();
    const body = {
      maxNodes: 5,
      expected: { uid: 'uid-blue', maxNodes: 10 },
    };
    expect(update.mock.calls).toEqual([[REF, body, { dryRun: true }]]);
    expect(onChanged).not.toHaveBeenCalled();

    fireEvent.click(
      dialog.getByRole('button', { name: 'Set the ceiling to 5' }),
    );
    expect(await dialog.findByText('The change is stored.')).toBeVisible();
    expect(update.mock.calls[1]).toEqual([
      REF,
      body,
      { confirmDpus: undefined },
    ]);
    expect(onChanged).toHaveBeenCalledTimes(1);
  });

  it('keeps what was filled in on the way back, and asks nothing for a wrong value', async () => {
    const cluster = aCluster({ edits: offering('maxNodes'), maxNodes: 10 });
    renderMenu(cluster, jest.fn().mockResolvedValue(anUpdate(cluster)));
    const dialog = await openDialog(/ceiling/);
    const field = dialog.getByLabelText('DPUs at most');
    for (const value of ['', '0', '1.5', '10', '101']) {
      fireEvent.change(field, { target: { value } });
      expect(dialog.getByRole('button', { name: 'Check' })).toBeDisabled();
    }
    expect(dialog.getByText('At most 100 are allowed here.')).toBeVisible();
    fireEvent.change(field, { target: { value: '12' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Check' }));
    fireEvent.click(await dialog.findByRole('button', { name: 'Back' }));
    expect(dialog.getByLabelText('DPUs at most')).toHaveValue(12);
  });

  it('shows what is wrong, and keeps the form', async () => {
    const cluster = aCluster({ edits: offering('maxNodes') });
    renderMenu(
      cluster,
      jest.fn().mockRejectedValue(
        await anAnswer(400, {
          name: 'InputError',
          message: 'maxNodes: 10.244.0.0/20 has room for 16 DPUs.',
          details: [
            {
              field: 'maxNodes',
              reason: '10.244.0.0/20 has room for 16 DPUs.',
            },
          ],
        }),
      ),
    );
    const dialog = await openDialog(/ceiling/);
    fireEvent.change(dialog.getByLabelText('DPUs at most'), {
      target: { value: '50' },
    });
    fireEvent.click(dialog.getByRole('button', { name: 'Check' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      '10.244.0.0/20 has room for 16 DPUs.',
    );
    expect(dialog.queryByRole('button', { name: /new values/ })).toBeNull();
    expect(dialog.getByLabelText('DPUs at most')).toHaveValue(50);
  });

  it('says what somebody else has changed, and goes on with the new values', async () => {
    const cluster = aCluster({ edits: offering('maxNodes'), maxNodes: 10 });
    const { onChanged } = renderMenu(
      cluster,
      jest.fn().mockRejectedValue(
        await anAnswer(409, {
          name: 'ConflictError',
          message: 'maxNodes is 20 now; it was 10 when this change was made.',
        }),
      ),
    );
    const dialog = await openDialog(/ceiling/);
    fireEvent.change(dialog.getByLabelText('DPUs at most'), {
      target: { value: '5' },
    });
    fireEvent.click(dialog.getByRole('button', { name: 'Check' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'maxNodes is 20 now',
    );
    fireEvent.click(dialog.getByRole('button', { name: 'Use the new values' }));
    expect(onChanged).toHaveBeenCalledTimes(1);
  });

  describe('of labels', () => {
    const labels = { tier: 'gold', 'dpf-portal.io/cluster': 'team-a.blue' };
    const effect: LabelChangeEffect = {
      deletes: 12,
      selectedBy: [],
      losses: [],
      gains: [],
      sentence: 'This change of labels deletes 12 DPUs.',
    };

    it('wants the number of DPUs that it deletes typed', async () => {
      const cluster = aCluster({ edits: offering('labels'), labels });
      const { update } = renderMenu(
        cluster,
        jest.fn().mockResolvedValue(anUpdate(cluster, { labelChange: effect })),
      );
      const dialog = await openDialog(/labels/);
      expect(dialog.getByText(/Not changed here/)).toHaveTextContent(
        'dpf-portal.io/cluster=team-a.blue',
      );
      fireEvent.change(dialog.getByLabelText('Value of label 1'), {
        target: { value: 'tin' },
      });
      fireEvent.click(dialog.getByRole('button', { name: 'Add a label' }));
      fireEvent.change(dialog.getByLabelText('Key of label 2'), {
        target: { value: 'new' },
      });
      fireEvent.click(dialog.getByRole('button', { name: 'Check' }));
      const confirm = await dialog.findByRole('button', {
        name: 'Change labels and delete 12 DPUs',
      });
      const typed = dialog.getByLabelText(
        'Type 12 to confirm that 12 DPUs are deleted',
      );
      expect(confirm).toBeDisabled();
      fireEvent.change(typed, { target: { value: '11' } });
      expect(confirm).toBeDisabled();
      fireEvent.change(typed, { target: { value: '12' } });
      fireEvent.click(confirm);
      await waitFor(() => expect(update).toHaveBeenCalledTimes(2));
      expect(update.mock.calls[1]).toEqual([
        REF,
        {
          labels: { tier: 'tin', new: '' },
          expected: { uid: 'uid-blue', labels: { tier: 'gold', new: null } },
        },
        { confirmDpus: 12 },
      ]);
    });

    it('removes one, and asks nothing where none is deleted', async () => {
      const cluster = aCluster({ edits: offering('labels'), labels });
      const { update } = renderMenu(
        cluster,
        jest.fn().mockResolvedValue(
          anUpdate(cluster, {
            labelChange: { ...effect, deletes: 0, sentence: 'None.' },
          }),
        ),
      );
      const dialog = await openDialog(/labels/);
      fireEvent.click(
        dialog.getByRole('button', { name: 'Remove label tier' }),
      );
      fireEvent.click(dialog.getByRole('button', { name: 'Check' }));
      fireEvent.click(
        await dialog.findByRole('button', { name: 'Change labels' }),
      );
      await waitFor(() => expect(update).toHaveBeenCalledTimes(2));
      expect(update.mock.calls[1][1].labels).toEqual({ tier: null });
    });
  });

  it.each<[ClusterEditName, Partial<DpuClusterView>, RegExp, object, string]>([
    [
      'pause',
      { pausedUntil: '2026-11-24T15:00:00Z' },
      /Resume or prolong/,
      {
        pausedUntil: null,
        expected: { uid: 'uid-blue', pausedUntil: '2026-11-24T15:00:00Z' },
      },
      'Resume',
    ],
    [
      'lock',
      { locked: 'user:default/ann: Production.' },
      /Unlock/,
      {
        locked: null,
        expected: {
          uid: 'uid-blue',
          locked: 'user:default/ann: Production.',
        },
      },
      'Unlock',
    ],
    [
      'certificates',
      {},
      /Renew certificates/,
      { renewCertificates: 'kubeconfig', expected: { uid: 'uid-blue' } },
      'Renew',
    ],
    [
      'restore',
      {},
      /Restore the control plane/,
      { restore: 'controlPlane', expected: { uid: 'uid-blue' } },
      'Restore',
    ],
  ])(
    'needs only a confirmation of %s',
    async (edit, more, item, body, action) => {
      const cluster = aCluster({ ...more, edits: offering(edit) });
      const { update } = renderMenu(
        cluster,
        jest.fn().mockResolvedValue(anUpdate(cluster)),
      );
      const dialog = await openDialog(item);
      fireEvent.click(dialog.getByRole('button', { name: 'Check' }));
      fireEvent.click(await dialog.findByRole('button', { name: action }));
      await waitFor(() => expect(update).toHaveBeenCalledTimes(2));
      expect(update.mock.calls[1][1]).toEqual(body);
    },
  );

  it('starts with the present owner, and changes it to another one', async () => {
    const cluster = aCluster({ edits: offering('owner') });
    const { update } = renderMenu(
      cluster,
      jest.fn().mockResolvedValue(anUpdate(cluster)),
    );
    const dialog = await openDialog(/owner/);
    const field = dialog.getByLabelText('Owner');
    expect(field).toHaveValue('group:default/team-a');
    expect(dialog.getByRole('button', { name: 'Check' })).toBeDisabled();
    fireEvent.change(field, { target: { value: 'group:default/team-b' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Check' }));
    await waitFor(() => expect(update).toHaveBeenCalledTimes(1));
    expect(update.mock.calls[0][1]).toMatchObject({
      owner: 'group:default/team-b',
      expected: { owner: 'group:default/team-a' },
    });
  });

  it('locks with a reason, and says who locked a locked one', async () => {
    const cluster = aCluster({ edits: offering('lock') });
    const { update } = renderMenu(
      cluster,
      jest.fn().mockResolvedValue(anUpdate(cluster)),
    );
    const dialog = await openDialog(/Lock against deletion/);
    fireEvent.change(dialog.getByLabelText('Why must it not be deleted?'), {
      target: { value: 'Production.' },
    });
    fireEvent.click(dialog.getByRole('button', { name: 'Check' }));
    await waitFor(() => expect(update).toHaveBeenCalledTimes(1));
    expect(update.mock.calls[0][1]).toEqual({
      locked: 'Production.',
      expected: { uid: 'uid-blue', locked: null },
    });
  });

  it('gives a registered cluster the consent to credentials, by keyboard', async () => {
    const cluster = aCluster({
      type: 'static',
      edits: offering('credentials'),
    });
    const { update } = renderMenu(
      cluster,
      jest.fn().mockResolvedValue(anUpdate(cluster)),
    );
    const dialog = await openDialog(/access for users/);
    await userEvent.click(dialog.getByRole('radio', { name: /^Allowed/ }));
    dialog.getByRole('button', { name: 'Check' }).focus();
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(update).toHaveBeenCalledTimes(1));
    expect(update.mock.calls[0][1]).toMatchObject({
      credentials: 'allowed',
      expected: { credentials: null },
    });
  });

  describe('of the version', () => {
    const cluster = aCluster({
      edits: offering('version'),
      version: 'v1.29.4',
    });
    const changeTo = (
      dialog: { getByLabelText: typeof screen.getByLabelText },
      value: string,
    ) =>
      fireEvent.change(dialog.getByLabelText('Kubernetes version'), {
        target: { value },
      });

    it('offers those of the policy, and refuses in the field a step that Kamaji does not take', async () => {
      renderMenu(cluster, undefined, ['v1.29.4', 'v1.30.3', 'v1.31.2']);
      const dialog = await openDialog(/Upgrade/);
      await userEvent.click(await dialog.findByLabelText('Kubernetes version'));
      expect(
        screen.getAllByRole('option').map(option => option.textContent),
      ).toEqual(['v1.30.3', 'v1.29.4 (installed)', 'v1.31.2 (not possible)']);
      await userEvent.click(screen.getByRole('option', { name: /^v1.31.2/ }));
      expect(
        dialog.getByText(
          'No minor version may be skipped: after v1.29.4 comes v1.30.',
        ),
      ).toBeVisible();
      expect(dialog.getByRole('button', { name: 'Check' })).toBeDisabled();
      await userEvent.click(dialog.getByLabelText('Kubernetes version'));
      await userEvent.click(screen.getByRole('option', { name: 'v1.30.3' }));
      expect(dialog.getByRole('button', { name: 'Check' })).toBeEnabled();
    });

    it('takes any as text where the policy names none, and checks it', async () => {
      renderMenu(cluster);
      const dialog = await openDialog(/Upgrade/);
      await dialog.findByRole('textbox', { name: 'Kubernetes version' });
      for (const [value, problem] of [
        ['v1.31.2', /No minor version may be skipped/],
        ['v1.28.0', /cannot go back/],
        ['latest', /such as v1\.30\.2/],
      ] as const) {
        changeTo(dialog, value);
        expect(dialog.getByText(problem)).toBeVisible();
        expect(dialog.getByRole('button', { name: 'Check' })).toBeDisabled();
      }
    });

    it('shows how far the upgrade has got, up to its end', async () => {
      const { become } = renderMenu(
        cluster,
        jest.fn().mockResolvedValue(anUpdate(cluster)),
      );
      const dialog = await openDialog(/Upgrade/);
      await dialog.findByRole('textbox', { name: 'Kubernetes version' });
      changeTo(dialog, 'v1.30.3');
      fireEvent.click(dialog.getByRole('button', { name: 'Check' }));
      fireEvent.click(
        await dialog.findByRole('button', { name: 'Upgrade to v1.30.3' }),
      );
      expect(
        await dialog.findByText('Kamaji installs v1.30.3. Installed: v1.29.4.'),
      ).toBeVisible();
      expect(dialog.getByRole('progressbar')).toBeVisible();
      become({ version: 'v1.30.3' });
      expect(
        await dialog.findByText('Kubernetes v1.30.3 is installed.'),
      ).toBeVisible();
      expect(dialog.queryByRole('progressbar')).toBeNull();
    });
  });
});
