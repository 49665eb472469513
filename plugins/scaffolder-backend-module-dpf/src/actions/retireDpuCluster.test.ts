import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { FakeTiming } from '../testUtils/FakeTiming';
import { anAnswer, responseError } from '../testUtils/clusters';
import { mockDpf } from '../testUtils/mockDpf';
import { createRetireDpuClusterAction } from './retireDpuCluster';

const user = mockCredentials.user('user:default/ann');
const REF = { managementCluster: 'lab', namespace: 'team-a', name: 'blue' };

type Action = ReturnType<typeof createRetireDpuClusterAction>;
type Input = Parameters<Action['handler']>[0]['input'];

function setUp(options: { uid?: string; isDryRun?: boolean } = {}) {
  const dpf = mockDpf();
  dpf.getDpuCluster.mockResolvedValue(anAnswer({ phase: 'Ready' }));
  const timing = new FakeTiming();
  const logger = mockServices.logger.mock();
  const action = createRetireDpuClusterAction({
    auth: mockServices.auth(),
    pages: DEFAULT_PORTAL_PATHS,
    dpf,
    timing,
  });
  const ctx = {
    ...createMockActionContext<Input>({
      input: { ref: 'lab/team-a/blue', uid: options.uid },
      logger,
    }),
    isDryRun: options.isDryRun,
    getInitiatorCredentials: async () => user,
  };
  const lines = () => logger.info.mock.calls.map(([line]) => line);
  return { dpf, timing, lines, ctx, run: () => action.handler(ctx) };
}

describe('dpf:dpu-cluster:retire', () => {
  it('should delete the cluster of the uid that it read, as the initiator', async () => {
    const { dpf, ctx, lines, run } = setUp();
    await run();
    const [ref, { uid, dryRun, token = '' }] =
      dpf.deleteDpuCluster.mock.calls[0];
    expect([ref, uid, dryRun]).toEqual([REF, 'uid-blue', false]);
    const dpfAuth = mockServices.auth({ pluginId: 'dpf' });
    expect(await dpfAuth.authenticate(token)).toMatchObject({
      principal: { userEntityRef: 'user:default/ann' },
    });
    expect(lines()).toEqual(['lab/team-a/blue is being deleted.']);
    expect(jest.mocked(ctx.output).mock.calls).toEqual([
      ['ref', 'lab/team-a/blue'],
      ['uid', 'uid-blue'],
      ['message', 'lab/team-a/blue is being deleted.'],
    ]);
  });

  it('should only check in a dry run', async () => {
    const { dpf, lines, run } = setUp({ isDryRun: true });
    await run();
    expect(dpf.deleteDpuCluster.mock.calls[0][1]).toMatchObject({
      dryRun: true,
    });
    expect(lines()).toEqual([
      'lab/team-a/blue could be retired. Nothing was deleted.',
    ]);
  });

  it('should fail with the list of blockers', async () => {
    const { dpf, run, timing } = setUp();
    dpf.deleteDpuCluster.mockRejectedValue(
      await responseError(409, {
        name: 'ConflictError',
        message: '1 DPU still uses it: worker1-0000-2b.',
      }),
    );
    await expect(run()).rejects.toMatchObject({
      name: 'ConflictError',
      message: '1 DPU still uses it: worker1-0000-2b.',
    });
    expect(timing.pauses).toEqual([]);
  });

  it('should not retire another cluster of the same name', async () => {
    const { dpf, run } = setUp({ uid: 'earlier' });
    await expect(run()).rejects.toMatchObject({ name: 'ConflictError' });
    expect(dpf.deleteDpuCluster).not.toHaveBeenCalled();
  });

  it('should succeed when an earlier run has deleted the cluster', async () => {
    const { dpf, lines, run } = setUp();
    dpf.deleteDpuCluster
      .mockRejectedValueOnce(new TypeError('fetch failed'))
      .mockRejectedValueOnce(
        await responseError(404, { name: 'NotFoundError', message: 'None.' }),
      );
    await run();
    expect(lines().at(-1)).toBe(
      'DPUCluster lab/team-a/blue no longer exists. Its control plane, if it had one, may still be being deleted.',
    );
  });

  it('should fail when there is no such cluster', async () => {
    const { dpf, run } = setUp();
    dpf.getDpuCluster.mockRejectedValue(
      await responseError(404, { name: 'NotFoundError', message: 'None.' }),
    );
    await expect(run()).rejects.toMatchObject({ name: 'NotFoundError' });
  });
});
