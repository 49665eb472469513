import { ResponseError } from '@backstage/errors';
import { MAX_KUBECONFIG_BYTES } from '@dpf-portal/dpf-model';
import { mergedKubeconfig } from '@dpf-portal/test-support';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aManagementCluster } from '../../__testUtils__/aManagementCluster';
import { mockDpfApi } from '../../__testUtils__/mockDpfApi';
import { renderField } from '../../__testUtils__/renderField';
import { DpfKubeconfig } from './DpfKubeconfig';

const KUBECONFIG =
  'apiVersion: v1\nkind: Config\nusers: [{client-key-data: c2VjcmV0}]';

function setUp(uploadKubeconfig: jest.Mock) {
  const api = mockDpfApi({
    uploadKubeconfig,
    listManagementClusters: jest
      .fn()
      .mockResolvedValue({ items: [aManagementCluster()] }),
  });
  const view = renderField({ field: DpfKubeconfig, api, title: 'Kubeconfig' });
  return { ...view, api };
}

const taken = () =>
  jest.fn().mockResolvedValue({
    handle: 'opaque-handle',
    server: 'https://192.168.7.4:6443',
    serverVersion: 'v1.30.1',
    problems: [],
    warnings: [],
  });

function box() {
  return screen.getByRole('textbox', { name: /Kubeconfig/ });
}

describe('DpfKubeconfig', () => {
  it('gives the form the handle and never the kubeconfig', async () => {
    const { values, container, api } = setUp(taken());
    await waitFor(() => expect(api.listManagementClusters).toHaveBeenCalled());
    fireEvent.change(box(), { target: { value: KUBECONFIG } });
    await userEvent.click(
      screen.getByRole('button', { name: 'Check and upload' }),
    );
    expect(await screen.findByRole('status')).toHaveTextContent(
      'Uploaded, server https://192.168.7.4:6443, Kubernetes v1.30.1. The form does not keep its content.',
    );
    expect(values).toEqual(['opaque-handle']);
    expect(container).not.toHaveTextContent('c2VjcmV0');
    expect(api.uploadKubeconfig).toHaveBeenCalledWith({
      kubeconfig: KUBECONFIG,
      managementCluster: 'local',
    });
  });

  it('checks what is pasted without a further click', async () => {
    const { values } = setUp(taken());
    await userEvent.click(box());
    await userEvent.paste(KUBECONFIG);
    await waitFor(() => expect(values).toEqual(['opaque-handle']));
  });

  it('reads a file in the browser', async () => {
    const { values, api } = setUp(taken());
    const file = new File([KUBECONFIG], 'admin.conf');
    await userEvent.upload(screen.getByLabelText('Kubeconfig file'), file);
    await waitFor(() => expect(values).toEqual(['opaque-handle']));
    expect(api.uploadKubeconfig).toHaveBeenCalledWith(
      expect.objectContaining({ kubeconfig: KUBECONFIG }),
    );
  });

  it('does not send a file that the server refuses for its size', async () => {
    const { api } = setUp(taken());
    const file = new File(['x'.repeat(MAX_KUBECONFIG_BYTES + 1)], 'log.txt');
    await userEvent.upload(screen.getByLabelText('Kubeconfig file'), file);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'log.txt is too large for a kubeconfig. The limit is 64 KiB.',
    );
    expect(api.uploadKubeconfig).not.toHaveBeenCalled();
  });

  it('says at once why a kubeconfig is not taken, and keeps it for correction', async () => {
    const { values } = setUp(
      jest.fn().mockResolvedValue({
        problems: [
          {
            code: 'ExecNotAllowed',
            path: 'users[0].user.exec',
            message: 'A kubeconfig that runs a command is not taken.',
          },
        ],
        warnings: [],
      }),
    );
    fireEvent.change(box(), { target: { value: 'exec: rm' } });
    await userEvent.click(
      screen.getByRole('button', { name: 'Check and upload' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'users[0].user.exec: A kubeconfig that runs a command is not taken.',
    );
    expect(box()).toHaveValue('exec: rm');
    expect(values).toEqual([]);
  });

  it('shows what was left out of an accepted kubeconfig, and who acts on a warning', async () => {
    setUp(
      jest.fn().mockResolvedValue({
        handle: 'opaque-handle',
        server: 'https://kind-control-plane:6443',
        problems: [],
        warnings: [
          {
            code: 'TokenLeftOut',
            path: 'users[0].user.token',
            message: 'token was left out.',
          },
          {
            code: 'NameNotResolved',
            message: 'The name cannot be resolved.',
            who: 'owner',
          },
        ],
      }),
    );
    fireEvent.change(box(), { target: { value: KUBECONFIG } });
    await userEvent.click(
      screen.getByRole('button', { name: 'Check and upload' }),
    );
    const [token, name] = await screen.findAllByRole('alert');
    expect(token).toHaveTextContent('users[0].user.token: token was left out.');
    expect(token).not.toHaveTextContent('must act');
    expect(name).toHaveTextContent(
      'The name cannot be resolved. The owner must act.',
    );
  });

  it('shows what the server says about an upload that it does not take', async () => {
    const message = 'You may make at most 30 uploads a minute.';
    const answer = new Response(
      JSON.stringify({
        error: { name: 'TooManyRequestsError', message },
        response: { statusCode: 429 },
      }),
      { status: 429, headers: { 'content-type': 'application/json' } },
    );
    const error = await ResponseError.fromResponse(answer);
    setUp(jest.fn().mockRejectedValue(error));
    fireEvent.change(box(), { target: { value: KUBECONFIG } });
    await userEvent.click(
      screen.getByRole('button', { name: 'Check and upload' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(message);
  });

  it('shows why an upload failed', async () => {
    const { values } = setUp(jest.fn().mockRejectedValue(new Error('away')));
    fireEvent.change(box(), { target: { value: KUBECONFIG } });
    await userEvent.click(
      screen.getByRole('button', { name: 'Check and upload' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent('away');
    expect(values).toEqual([]);
  });

  describe('of several contexts', () => {
    const merged = mergedKubeconfig({ current: 'red' });
    const radio = (name: RegExp) => screen.getByRole('radio', { name });

    it('offers them, with why one cannot be used, and has chosen the current one', async () => {
      const { api, values } = setUp(taken());
      await waitFor(() =>
        expect(api.listManagementClusters).toHaveBeenCalled(),
      );
      await userEvent.click(box());
      await userEvent.paste(merged);
      expect(
        await screen.findByRole('radiogroup', {
          name: 'Context of the DPU cluster',
        }),
      ).toBeInTheDocument();
      expect(screen.getAllByRole('radio')).toHaveLength(5);
      expect(radio(/^red.*https:\/\/10\.0\.0\.12:6443, current/)).toBeChecked();
      expect(radio(/^blue/)).toBeEnabled();
      expect(radio(/^arn:aws:.*cannot be used: exec/)).toBeDisabled();
      expect(radio(/^rancher.*DPUs join by host and port/)).toBeDisabled();
      expect(api.uploadKubeconfig).not.toHaveBeenCalled();

      await userEvent.click(radio(/^blue/));
      await userEvent.click(
        screen.getByRole('button', { name: 'Check and upload' }),
      );
      expect(await screen.findByRole('status')).toHaveTextContent(
        'Uploaded, context blue, server https://192.168.7.4:6443',
      );
      expect(api.uploadKubeconfig).toHaveBeenCalledWith({
        kubeconfig: merged,
        context: 'blue',
        managementCluster: 'local',
      });
      expect(values).toEqual(['opaque-handle']);
    });

    it('chooses none beforehand where the current one cannot be used and two others can', async () => {
      const { api } = setUp(taken());
      await userEvent.upload(
        screen.getByLabelText('Kubeconfig file'),
        new File([mergedKubeconfig()], 'config'),
      );
      await screen.findByRole('radiogroup');
      screen
        .getAllByRole('radio')
        .forEach(one => expect(one).not.toBeChecked());
      expect(
        screen.getByRole('button', { name: 'Check and upload' }),
      ).toBeDisabled();
      expect(api.uploadKubeconfig).not.toHaveBeenCalled();
    });

    it('asks nothing when the text has one context again', async () => {
      setUp(taken());
      fireEvent.change(box(), { target: { value: merged } });
      await screen.findByRole('radiogroup');
      fireEvent.change(box(), { target: { value: KUBECONFIG } });
      expect(screen.queryByRole('radiogroup')).not.toBeInTheDocument();
      expect(
        screen.getByRole('button', { name: 'Check and upload' }),
      ).toBeEnabled();
    });
  });

  it('reads what Windows PowerShell writes', async () => {
    const { api } = setUp(taken());
    const file = new File(
      [Buffer.from(`\ufeff${KUBECONFIG}`, 'utf16le')],
      'admin.conf',
    );
    await userEvent.upload(screen.getByLabelText('Kubeconfig file'), file);
    await screen.findByRole('status');
    expect(api.uploadKubeconfig).toHaveBeenCalledWith(
      expect.objectContaining({ kubeconfig: `\ufeff${KUBECONFIG}` }),
    );
  });

  it('says what to do about a file that is not text', async () => {
    const { api } = setUp(taken());
    const file = new File([Buffer.from([0xe4, 0x0a])], 'admin.conf');
    await userEvent.upload(screen.getByLabelText('Kubeconfig file'), file);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'It is not UTF-8 text. Save it as UTF-8: `Get-Content FILE',
    );
    expect(api.uploadKubeconfig).not.toHaveBeenCalled();
  });
});
