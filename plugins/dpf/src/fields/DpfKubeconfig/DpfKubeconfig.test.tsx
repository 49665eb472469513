import { ResponseError } from '@backstage/errors';
import { MAX_KUBECONFIG_BYTES } from '@dpf-portal/dpf-model';
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
    // jsdom's File cannot be read as text.
    file.text = async () => KUBECONFIG;
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
});
