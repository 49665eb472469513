import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  Credential,
  CredentialList,
  DpuClusterView,
  KubeconfigAnswer,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { dpfApiRef } from '../../api/useDpfApi';
import { aCluster } from '../../__testUtils__/aCluster';
import { anAnswer } from '../../__testUtils__/anAnswer';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { formatTime } from '../Time/formatTime';
import { GetAccess } from './GetAccess';

const REF = { managementCluster: 'local', namespace: 'team-a', name: 'blue' };
const UNTIL = '2026-11-30T11:00:00.000Z';
const KUBECONFIG = `clusters:
  - cluster:
      proxy-url: "http://proxy:3128"
users: [{ user: { token: "header.payload.signature" } }]
`;

function aCredential(overrides: Partial<Credential> = {}): Credential {
  return {
    ...REF,
    id: '6f5f0a0e-0000-4000-8000-000000000001',
    clusterUid: 'uid-blue',
    user: 'user:default/ann',
    role: 'view',
    from: '2026-11-30T10:00:00.000Z',
    until: UNTIL,
    state: 'active',
    ...overrides,
  };
}

function aList(overrides: Partial<CredentialList> = {}): CredentialList {
  return {
    items: [],
    onlyOwn: false,
    mayRevoke: true,
    offer: {
      roles: [
        { role: 'view', allowed: true },
        { role: 'edit', allowed: true },
        { role: 'admin', allowed: false },
      ],
      defaultLifetime: '1h',
      maxLifetime: '8h',
    },
    ...overrides,
  };
}

const ISSUED: KubeconfigAnswer = {
  kubeconfig: KUBECONFIG,
  credential: aCredential(),
  contextName: 'local.team-a.blue',
  server: 'https://10.66.66.71:31443',
};

function renderButton(
  api: Parameters<typeof mockDpfApi>[0] = {},
  cluster: Partial<DpuClusterView> = {},
) {
  const mock = mockDpfApi({
    listCredentials: jest.fn().mockResolvedValue(aList()),
    issueKubeconfig: jest.fn().mockResolvedValue(ISSUED),
    ...api,
  });
  renderInTestApp(
    <>
      <h1>Page</h1>
      <GetAccess
        cluster={aCluster({ accessRoles: ['view', 'edit'], ...cluster })}
      />
    </>,
    {
      apis: [[dpfApiRef, mock]],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
  return mock;
}

async function openDialog(...args: Parameters<typeof renderButton>) {
  const api = renderButton(...args);
  await userEvent.click(
    await screen.findByRole('button', { name: 'Get access' }),
  );
  const dialog = await screen.findByRole('dialog', { name: 'Access to blue' });
  return { api, dialog };
}

describe('Get access', () => {
  it.each<[string, Partial<DpuClusterView>]>([
    ['the portal makes no credentials', { accessRoles: undefined }],
    ['the cluster has no address', { endpoint: {}, observation: undefined }],
    ['the cluster is being retired', { deletionRequestedAt: UNTIL }],
  ])('is not there where %s', async (_what, cluster) => {
    renderButton({}, cluster);
    await screen.findByRole('heading', { name: 'Page' });
    expect(screen.queryByRole('button', { name: 'Get access' })).toBeNull();
  });

  it('says what each role allows, and gives the kubeconfig with the lines to use it', async () => {
    const createObjectURL = jest.fn().mockReturnValue('blob:kubeconfig');
    Object.assign(URL, { createObjectURL, revokeObjectURL: jest.fn() });
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(() => {});
    const { api, dialog } = await openDialog();
    const view = await within(dialog).findByRole('radio', { name: /^view/ });
    expect(view).toBeChecked();
    expect(dialog).toHaveTextContent('Reads no Secrets and changes nothing.');
    expect(
      within(dialog).getByRole('radio', { name: /^admin/ }),
    ).toBeDisabled();
    await userEvent.selectOptions(
      within(dialog).getByLabelText('Lifetime'),
      '2 hours',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Get kubeconfig' }),
    );
    expect(await within(dialog).findByRole('status')).toHaveTextContent(
      `works until ${formatTime(UNTIL)}`,
    );
    expect(api.issueKubeconfig).toHaveBeenCalledWith(REF, {
      role: 'view',
      lifetime: '2h',
    });
    expect(screen.getByTestId('dpf-access-lines')).toHaveTextContent(
      'export KUBECONFIG=~/Downloads/blue-view.kubeconfig kubectl get nodes',
    );
    expect(dialog).toHaveTextContent(
      'needs a route to https://10.66.66.71:31443 through the proxy http://proxy:3128.',
    );
    expect(
      within(dialog).getByRole('button', { name: 'Copy kubeconfig' }),
    ).toBeEnabled();
    await userEvent.click(
      within(dialog).getByRole('button', {
        name: 'Download blue-view.kubeconfig',
      }),
    );
    expect(createObjectURL.mock.calls[0][0].size).toBe(KUBECONFIG.length);
    expect(click).toHaveBeenCalled();
    expect(dialog).not.toHaveTextContent('header.payload.signature');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Get another' }),
    );
    expect(
      within(dialog).getByRole('button', { name: 'Get kubeconfig' }),
    ).toBeEnabled();
    click.mockRestore();
  });

  it('warns of a role that can change DPF’s workloads, and wants a reason for it', async () => {
    const { api, dialog } = await openDialog();
    await within(dialog).findByRole('radio', { name: /^view/ });
    expect(within(dialog).queryByRole('alert')).toBeNull();
    await userEvent.click(within(dialog).getByRole('radio', { name: /^edit/ }));
    expect(within(dialog).getByRole('alert')).toHaveTextContent(
      'DPF manages workloads in this cluster.',
    );
    const submit = within(dialog).getByRole('button', {
      name: 'Get kubeconfig',
    });
    expect(submit).toBeDisabled();
    await userEvent.type(within(dialog).getByLabelText(/^Reason/), ' fix it ');
    await userEvent.click(submit);
    await waitFor(() =>
      expect(api.issueKubeconfig).toHaveBeenCalledWith(REF, {
        role: 'edit',
        lifetime: '1h',
        reason: 'fix it',
      }),
    );
  });

  it('shows what the server said when it fails', async () => {
    const { dialog } = await openDialog({
      issueKubeconfig: jest.fn().mockRejectedValue(
        await anAnswer(503, {
          name: 'ServiceUnavailableError',
          message: 'The API server of team-a/blue cannot be used.',
        }),
      ),
    });
    await userEvent.click(
      await within(dialog).findByRole('button', { name: 'Get kubeconfig' }),
    );
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'The API server of team-a/blue cannot be used.',
    );
    expect(
      within(dialog).getByRole('button', { name: 'Get kubeconfig' }),
    ).toBeEnabled();
  });

  it('says why nobody gets access', async () => {
    const { offer } = aList();
    const { dialog } = await openDialog({
      listCredentials: jest.fn().mockResolvedValue(
        aList({
          offer: { ...offer, problem: 'Its owner has not allowed it.' },
        }),
      ),
    });
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'Its owner has not allowed it.',
    );
    expect(within(dialog).queryByRole('radio')).toBeNull();
  });

  it('says that the user has no permission', async () => {
    const { offer } = aList();
    const { dialog } = await openDialog({
      listCredentials: jest.fn().mockResolvedValue(
        aList({
          onlyOwn: true,
          offer: { ...offer, roles: [{ role: 'view', allowed: false }] },
        }),
      ),
    });
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'You have no permission to get access to this cluster.',
    );
    expect(dialog).toHaveTextContent(
      'You have no valid credential for this cluster.',
    );
  });

  it('shows who has access, and revokes it', async () => {
    const listCredentials = jest
      .fn()
      .mockResolvedValueOnce(
        aList({
          items: [aCredential({ role: 'edit', reason: 'fix the CNI' })],
        }),
      )
      .mockResolvedValue(aList());
    const { api, dialog } = await openDialog({ listCredentials });
    const table = await within(dialog).findByRole('table', {
      name: 'Who has access',
    });
    expect(table).toHaveTextContent('fix the CNI');
    expect(table).toHaveTextContent(formatTime(UNTIL));
    await userEvent.click(
      within(table).getByRole('button', {
        name: 'Revoke edit of user:default/ann',
      }),
    );
    expect(
      await within(dialog).findByText(
        'Nobody has a valid credential from this portal.',
      ),
    ).toBeInTheDocument();
    expect(api.revokeCredential).toHaveBeenCalledWith(REF, aCredential().id);
  });

  it('reads the list again when that failed', async () => {
    const listCredentials = jest
      .fn()
      .mockRejectedValueOnce(new Error('The portal did not answer.'))
      .mockResolvedValue(aList());
    const { dialog } = await openDialog({ listCredentials });
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'The portal did not answer.',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Try again' }),
    );
    expect(
      await within(dialog).findByRole('button', { name: 'Get kubeconfig' }),
    ).toBeEnabled();
  });
});
