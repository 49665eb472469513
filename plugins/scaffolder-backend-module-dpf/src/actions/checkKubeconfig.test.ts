import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { KubeconfigUploadAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { FakeTiming } from '../testUtils/FakeTiming';
import { responseError } from '../testUtils/clusters';
import { mockDpf } from '../testUtils/mockDpf';
import { createCheckKubeconfigAction } from './checkKubeconfig';

const user = mockCredentials.user('user:default/ann');
const ANSWER: KubeconfigUploadAnswer = {
  handle: 'handle',
  server: 'https://10.20.0.10:6443',
  serverVersion: 'v1.30.2',
  problems: [],
  warnings: [],
};
const SILENT: KubeconfigUploadAnswer = {
  ...ANSWER,
  serverVersion: undefined,
  warnings: [{ code: 'Unreachable', message: 'Nobody answers there.' }],
};

type Action = ReturnType<typeof createCheckKubeconfigAction>;
type Input = Parameters<Action['handler']>[0]['input'];

function setUp(input: Partial<Input> = {}, checkpointed?: object) {
  const dpf = mockDpf();
  dpf.checkKubeconfig.mockResolvedValue(ANSWER);
  const logger = mockServices.logger.mock();
  const action = createCheckKubeconfigAction({
    auth: mockServices.auth(),
    pages: DEFAULT_PORTAL_PATHS,
    dpf,
    timing: new FakeTiming(),
  });
  const ctx = {
    ...createMockActionContext<Input>({
      input: { kubeconfigUpload: 'handle', ...input },
      logger,
      task: { id: 'task-1' },
    }),
    getInitiatorCredentials: async () => user,
    ...(checkpointed
      ? { checkpoint: jest.fn().mockResolvedValue(checkpointed) }
      : {}),
  };
  return {
    dpf,
    outputs: () => Object.fromEntries(jest.mocked(ctx.output).mock.calls),
    lines: () => logger.info.mock.calls.map(([line]) => line),
    run: () => action.handler(ctx),
  };
}

describe('dpf:kubeconfig:check', () => {
  it('should use the initiator’s credentials and the task as request id', async () => {
    const { dpf, run } = setUp({ managementCluster: 'lab' });
    await run();
    const [check, { token = '' } = {}] = dpf.checkKubeconfig.mock.calls[0];
    expect(check).toEqual({
      managementCluster: 'lab',
      kubeconfigUpload: 'handle',
      requestId: 'task-1',
    });
    const dpfAuth = mockServices.auth({ pluginId: 'dpf' });
    expect(await dpfAuth.authenticate(token)).toMatchObject({
      principal: { userEntityRef: 'user:default/ann' },
    });
  });

  it('should output the facts about the server', async () => {
    const { lines, outputs, run } = setUp({ managementCluster: '' });
    await run();
    const message = 'https://10.20.0.10:6443 answers and runs v1.30.2.';
    expect(lines()).toEqual([message]);
    expect(outputs()).toEqual({
      server: 'https://10.20.0.10:6443',
      serverVersion: 'v1.30.2',
      answers: true,
      message,
    });
  });

  it('should succeed when the server does not answer', async () => {
    const { dpf, outputs, run } = setUp();
    dpf.checkKubeconfig.mockResolvedValue(SILENT);
    await run();
    expect(outputs()).toEqual({
      server: 'https://10.20.0.10:6443',
      answers: false,
      message:
        'The check of https://10.20.0.10:6443 failed. Nobody answers there.',
    });
  });

  it('should fail then with mustAnswer', async () => {
    const { dpf, run } = setUp({ mustAnswer: true });
    dpf.checkKubeconfig.mockResolvedValue(SILENT);
    await expect(run()).rejects.toThrow('Nobody answers there.');
  });

  it('should list every broken rule', async () => {
    const { dpf, run } = setUp();
    dpf.checkKubeconfig.mockResolvedValue({
      ...ANSWER,
      problems: [
        { code: 'ServerInvalid', message: 'The server must be https.' },
        { code: 'NotOneUser', message: 'There must be one user.' },
      ],
    });
    await expect(run()).rejects.toMatchObject({
      name: 'InputError',
      message:
        'The kubeconfig cannot be used.\n- The server must be https.\n- There must be one user.',
    });
  });

  it('should report an unknown upload', async () => {
    const { dpf, run } = setUp();
    const details = [{ field: 'kubeconfigUpload', reason: 'Unknown.' }];
    dpf.checkKubeconfig.mockRejectedValue(
      await responseError(400, { name: 'InputError', message: 'No', details }),
    );
    await expect(run()).rejects.toMatchObject({
      name: 'InputError',
      message: 'The request was rejected.\n- kubeconfigUpload: Unknown.',
    });
  });

  it('should return the same result after a restart, when the upload may have been used', async () => {
    const { dpf, outputs, run } = setUp(
      {},
      {
        server: 'https://a:6443',
        serverVersion: '',
        problems: [],
        warnings: [],
      },
    );
    await run();
    expect(dpf.checkKubeconfig).not.toHaveBeenCalled();
    expect(outputs().message).toBe('https://a:6443 answers.');
  });
});
