import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { DpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { FakeTiming } from '../testUtils/FakeTiming';
import { aFinding, anAnswer, responseError } from '../testUtils/clusters';
import { mockDpf } from '../testUtils/mockDpf';
import { createWaitForDpuClusterAction } from './waitForDpuCluster';

type Input = {
  ref: string;
  uid?: string;
  timeoutMinutes?: number;
  failOnTimeout?: boolean;
};

function setUp(
  options: {
    input?: Partial<Input>;
    isDryRun?: boolean;
    signal?: AbortSignal;
    checkpointed?: string;
  } = {},
) {
  const getDpuCluster = jest.fn();
  const timing = new FakeTiming();
  const auth = mockServices.auth({ pluginId: 'scaffolder' });
  const logger = mockServices.logger.mock();
  const action = createWaitForDpuClusterAction({
    auth,
    dpf: { ...mockDpf(), getDpuCluster },
    timing,
    pages: {
      ...DEFAULT_PORTAL_PATHS,
      cluster: '/fleet/:managementCluster/:namespace/:name',
    },
  });
  const mock = createMockActionContext<Input>({
    input: { ref: 'lab/team-a/blue', ...options.input },
    logger,
  });
  const { isDryRun, signal } = options;
  const { checkpointed } = options;
  const ctx: typeof mock = {
    ...mock,
    isDryRun,
    signal,
    getInitiatorCredentials: async () =>
      mockCredentials.user('user:default/ann'),
    ...(checkpointed
      ? { checkpoint: jest.fn().mockResolvedValue(checkpointed) }
      : {}),
  };
  const dpfAuth = mockServices.auth({ pluginId: 'dpf' });
  const callers = () =>
    Promise.all(
      getDpuCluster.mock.calls.map(async ([, { token }]) => {
        const { principal } = await dpfAuth.authenticate(token);
        return (principal as { type: string }).type;
      }),
    );
  return {
    getDpuCluster,
    timing,
    ctx,
    callers,
    outputs: () => Object.fromEntries(jest.mocked(ctx.output).mock.calls),
    lines: () => logger.info.mock.calls.map(([line]) => line),
    run: () => action.handler(ctx),
  };
}

/** Answers one after the other; the last one stays. */
function script(mock: jest.Mock, answers: Array<DpuClusterAnswer | Error>) {
  answers.forEach((answer, i) => {
    const last = i === answers.length - 1;
    if (answer instanceof Error) {
      mock.mockRejectedValueOnce(answer);
    } else if (last) {
      mock.mockResolvedValue(answer);
    } else {
      mock.mockResolvedValueOnce(answer);
    }
  });
}

const waiting = (seconds: number) =>
  anAnswer({
    findings: [
      aFinding({
        code: 'WaitingForControlPlane',
        blocking: false,
        sentence: `Kamaji is starting the API server: ${seconds} s so far.`,
      }),
    ],
  });

describe('dpf:dpu-cluster:wait', () => {
  it('should end when the cluster is Ready', async () => {
    const { getDpuCluster, outputs, run } = setUp();
    script(getDpuCluster, [anAnswer(), anAnswer({ phase: 'Ready' })]);
    await run();
    expect(outputs()).toEqual({
      phase: 'Ready',
      ready: true,
      message: 'team-a/blue is Ready. 0 of 10 DPUs assigned.',
      dpus: { assigned: 0, joined: 0 },
    });
  });

  it('should tell clusters of one name apart, by namespace and by API group', async () => {
    const messages = [];
    for (const other of [
      {},
      { namespace: 'team-b' },
      { groupQualifier: 'provisioning.dpf.nvidia.com' },
    ]) {
      const { getDpuCluster, outputs, run } = setUp();
      script(getDpuCluster, [anAnswer({ phase: 'Ready', ...other })]);
      await run();
      messages.push(String(outputs().message));
    }
    expect(new Set(messages).size).toBe(3);
    expect(messages[1]).toMatch(/^team-b\/blue is Ready/);
  });

  it('should read first as the initiator and then with its own credentials', async () => {
    const { getDpuCluster, callers, run } = setUp();
    script(getDpuCluster, [
      anAnswer(),
      anAnswer(),
      anAnswer({ phase: 'Ready' }),
    ]);
    await run();
    expect(await callers()).toEqual(['user', 'service', 'service']);
  });

  it('should stop for an initiator who may not see the cluster', async () => {
    const { getDpuCluster, run } = setUp();
    getDpuCluster.mockRejectedValue(
      await responseError(404, { name: 'NotFoundError', message: 'No blue' }),
    );
    await expect(run()).rejects.toMatchObject({ name: 'NotFoundError' });
    expect(getDpuCluster).toHaveBeenCalledTimes(1);
  });

  it('should not need the initiator’s token again after a restart', async () => {
    const { getDpuCluster, callers, run } = setUp({ checkpointed: 'uid-blue' });
    script(getDpuCluster, [anAnswer({ phase: 'Ready' })]);
    await run();
    expect(await callers()).toEqual(['service']);
  });

  it('should log each change once', async () => {
    const { getDpuCluster, lines, run } = setUp();
    script(getDpuCluster, [
      anAnswer({ phase: 'Pending' }),
      anAnswer({ phase: 'Pending' }),
      waiting(2),
      waiting(4),
      waiting(6),
      anAnswer({ phase: 'Ready' }),
    ]);
    await run();
    expect(lines()).toEqual([
      'Pending.',
      'Creating: Kamaji is starting the API server: 2 s so far.',
      'Ready.',
      'team-a/blue is Ready. 0 of 10 DPUs assigned.',
    ]);
  });

  it('should end early when waiting cannot help, and say who must act', async () => {
    const { getDpuCluster, timing, run } = setUp();
    script(getDpuCluster, [anAnswer({ findings: [aFinding()] })]);
    await expect(run()).rejects.toThrow(
      'team-a/blue cannot become Ready: 10.66.66.66 belongs to team-a/red. Take another VIP. Who must act: the owner of the cluster.',
    );
    expect(timing.now()).toBeLessThan(20_000);
  });

  it('should not end early for a temporary finding', async () => {
    const { getDpuCluster, outputs, run } = setUp();
    const blocked = anAnswer({ findings: [aFinding()] });
    script(getDpuCluster, [
      blocked,
      blocked,
      blocked,
      blocked,
      anAnswer(),
      blocked,
      blocked,
      blocked,
      anAnswer({ phase: 'Ready' }),
    ]);
    await run();
    expect(outputs().ready).toBe(true);
  });

  it('should not end early for a stale finding of an unreachable management cluster', async () => {
    const { getDpuCluster, lines, outputs, run } = setUp();
    const blind = anAnswer({ findings: [aFinding()] }, false);
    script(getDpuCluster, [
      ...Array.from({ length: 20 }, () => blind),
      anAnswer({ phase: 'Ready' }),
    ]);
    await run();
    expect(outputs().ready).toBe(true);
    expect(lines()[0]).toContain(
      'the management cluster is unreachable; last seen 2026-11-24T14:00:00Z',
    );
  });

  it('should succeed at the timeout, because the creation continues', async () => {
    const { getDpuCluster, timing, outputs, run } = setUp();
    script(getDpuCluster, [waiting(2)]);
    await run();
    expect(timing.now()).toBe(600_000);
    expect(outputs()).toEqual({
      phase: 'Creating',
      ready: false,
      message:
        'team-a/blue is still Creating after 10 min. Kamaji is starting the API server: 2 s so far. The creation continues; follow it at /fleet/lab/team-a/blue.',
    });
  });

  it('should fail at the timeout with failOnTimeout', async () => {
    const { getDpuCluster, timing, run } = setUp({
      input: { timeoutMinutes: 1, failOnTimeout: true },
    });
    script(getDpuCluster, [waiting(2)]);
    await expect(run()).rejects.toThrow(
      'team-a/blue is still Creating after 1 min.',
    );
    expect(timing.now()).toBe(60_000);
  });

  it.each([
    ['another object', { uid: 'uid-other' }, 'created again by somebody else'],
    ['one that goes', { deletionRequestedAt: 'x' }, 'is being deleted'],
    ['one set to Failed', { phase: 'Failed' as const }, 'to Failed'],
  ])('should not wait for %s', async (_, change, message) => {
    const { getDpuCluster, run } = setUp();
    script(getDpuCluster, [anAnswer(), anAnswer(change)]);
    await expect(run()).rejects.toThrow(message);
  });

  it('should not wait for another cluster of the same name', async () => {
    const { getDpuCluster, run } = setUp({ input: { uid: 'uid-first' } });
    script(getDpuCluster, [anAnswer({ phase: 'Ready' })]);
    await expect(run()).rejects.toThrow('created again by somebody else');
  });

  it('should survive a restart of the back end', async () => {
    const { getDpuCluster, outputs, lines, run } = setUp();
    const down = new TypeError('fetch failed');
    script(getDpuCluster, [
      anAnswer(),
      down,
      down,
      down,
      anAnswer({ phase: 'Ready' }),
    ]);
    await run();
    expect(outputs().ready).toBe(true);
    expect(lines().filter(line => line.startsWith('No answer'))).toHaveLength(
      1,
    );
  });

  it('should stop when the task is cancelled', async () => {
    const controller = new AbortController();
    const { getDpuCluster, timing, run } = setUp({ signal: controller.signal });
    script(getDpuCluster, [anAnswer()]);
    timing.onSleep = () => controller.abort();
    await expect(run()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('should not wait in a dry run', async () => {
    const { getDpuCluster, outputs, run } = setUp({ isDryRun: true });
    await run();
    expect(getDpuCluster).not.toHaveBeenCalled();
    expect(outputs().ready).toBe(false);
  });

  it('should reject a malformed ref', async () => {
    const { run } = setUp({ input: { ref: 'blue' } });
    await expect(run()).rejects.toMatchObject({ name: 'InputError' });
  });
});
