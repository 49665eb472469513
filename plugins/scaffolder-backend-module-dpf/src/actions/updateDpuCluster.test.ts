import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { FakeTiming } from '../testUtils/FakeTiming';
import { anAnswer, responseError } from '../testUtils/clusters';
import { mockDpf } from '../testUtils/mockDpf';
import { createUpdateDpuClusterAction } from './updateDpuCluster';

const user = mockCredentials.user('user:default/ann');
const REF = { managementCluster: 'lab', namespace: 'team-a', name: 'blue' };

type Action = ReturnType<typeof createUpdateDpuClusterAction>;
type Input = Parameters<Action['handler']>[0]['input'];

function setUp(options: { input: Omit<Input, 'ref'>; isDryRun?: boolean }) {
  const dpf = mockDpf();
  dpf.getDpuCluster.mockResolvedValue(anAnswer());
  dpf.updateDpuCluster.mockResolvedValue(anAnswer({ version: 'v1.29.0' }));
  const timing = new FakeTiming();
  const action = createUpdateDpuClusterAction({
    auth: mockServices.auth(),
    pages: DEFAULT_PORTAL_PATHS,
    dpf,
    timing,
  });
  const ctx = {
    ...createMockActionContext<Input>({
      input: { ref: 'lab/team-a/blue', ...options.input },
      logger: mockServices.logger.mock(),
    }),
    isDryRun: options.isDryRun,
    getInitiatorCredentials: async () => user,
  };
  return { dpf, ctx, timing, run: () => action.handler(ctx) };
}

describe('dpf:dpu-cluster:update', () => {
  it('should change the given fields, as the initiator, and output the installed version', async () => {
    const { dpf, ctx, run } = setUp({
      input: { version: 'v1.30.2', owner: '', labels: {} },
    });
    await run();
    expect(dpf.updateDpuCluster).toHaveBeenCalledTimes(1);
    const [ref, change, { token } = {}] = dpf.updateDpuCluster.mock.calls[0];
    expect(ref).toEqual(REF);
    expect(change).toEqual({ version: 'v1.30.2' });
    const dpfAuth = mockServices.auth({ pluginId: 'dpf' });
    expect(await dpfAuth.authenticate(token ?? '')).toMatchObject({
      principal: { userEntityRef: 'user:default/ann' },
    });
    expect(jest.mocked(ctx.output).mock.calls).toEqual([
      ['ref', 'lab/team-a/blue'],
      ['uid', 'uid-blue'],
      ['version', 'v1.29.0'],
      ['effects', []],
    ]);
  });

  it('should end a pause', async () => {
    const { dpf, run } = setUp({ input: { resume: true } });
    await run();
    expect(dpf.updateDpuCluster.mock.calls[0][1]).toEqual({
      pausedUntil: null,
    });
  });

  it('should unlock a cluster', async () => {
    const { dpf, run } = setUp({ input: { unlock: true } });
    await run();
    expect(dpf.updateDpuCluster.mock.calls[0][1]).toEqual({ locked: null });
  });

  it('should change nothing in a dry run, and tell what would follow', async () => {
    const { dpf, ctx, run } = setUp({ input: { maxNodes: 5 }, isDryRun: true });
    dpf.updateDpuCluster.mockResolvedValue({
      ...anAnswer(),
      effects: ['Lowering the ceiling removes no DPU.'],
    });
    await run();
    expect(dpf.getDpuCluster).toHaveBeenCalledTimes(1);
    expect(dpf.updateDpuCluster.mock.calls).toMatchObject([
      [REF, { maxNodes: 5 }, { dryRun: true }],
    ]);
    expect(ctx.logger.info).toHaveBeenCalledWith(
      'Lowering the ceiling removes no DPU.',
    );
  });

  it('should pass on the values that the change was made from', async () => {
    const expected = { maxNodes: 10, labels: { tier: 'tin' } };
    const { dpf, run } = setUp({ input: { maxNodes: 5, expected } });
    await run();
    expect(dpf.updateDpuCluster.mock.calls[0][1]).toEqual({
      maxNodes: 5,
      expected,
    });
  });

  it('should have nothing to change where only expected values are given', async () => {
    const { run } = setUp({ input: { expected: { maxNodes: 10 } } });
    await expect(run()).rejects.toThrow('Set at least one field');
  });

  it('should confirm the DPUs that a change of labels deletes, and tell their number in a dry run', async () => {
    const labels = { tier: 'tin' };
    const { dpf, run } = setUp({ input: { labels, confirmDpus: 3 } });
    await run();
    expect(dpf.updateDpuCluster.mock.calls[0]).toMatchObject([
      REF,
      { labels },
      { confirmDpus: 3 },
    ]);

    const dry = setUp({ input: { labels }, isDryRun: true });
    dry.dpf.updateDpuCluster.mockResolvedValue({
      ...anAnswer(),
      labelChange: {
        deletes: 3,
        selectedBy: [],
        losses: [],
        gains: [],
        sentence: 'This change of labels deletes 3 DPUs.',
      },
    });
    await dry.run();
    expect(dry.dpf.updateDpuCluster.mock.calls).toMatchObject([
      [REF, { labels }, { dryRun: true }],
    ]);
    expect(dry.ctx.logger.info).toHaveBeenCalledWith(
      'This change of labels deletes 3 DPUs.',
    );
  });

  it.each([
    [{ owner: '' }, 'InputError', 'Set at least one field'],
    [{ uid: 'another', maxNodes: 5 }, 'ConflictError', 'created again'],
  ])('should refuse %j', async (input, name, message) => {
    const { dpf, run } = setUp({ input });
    await expect(run()).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
    expect(dpf.updateDpuCluster).not.toHaveBeenCalled();
  });

  it('should list the rejected fields without a retry', async () => {
    const { dpf, run, timing } = setUp({ input: { version: 'v1.31.0' } });
    dpf.updateDpuCluster.mockRejectedValue(
      await responseError(400, {
        name: 'InputError',
        message: 'Bad',
        details: [{ field: 'version', reason: 'No minor may be skipped.' }],
      }),
    );
    await expect(run()).rejects.toMatchObject({
      name: 'InputError',
      message: 'The request was rejected.\n- version: No minor may be skipped.',
    });
    expect(timing.pauses).toEqual([]);
  });

  it('should retry while the back end is unavailable', async () => {
    const { dpf, run, timing } = setUp({ input: { maxNodes: 5 } });
    dpf.updateDpuCluster.mockRejectedValueOnce(new TypeError('fetch failed'));
    await run();
    expect(timing.pauses).toEqual([1000]);
    expect(dpf.updateDpuCluster).toHaveBeenCalledTimes(2);
  });
});
