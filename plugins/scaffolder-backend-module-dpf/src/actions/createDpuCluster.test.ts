import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthenticationError } from '@backstage/errors';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { CreateDpuClusterAnswer } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DEFAULT_PORTAL_PATHS,
  DpuClusterInput,
  PortalPages,
} from '@dpf-portal/dpf-model';
import { FakeTiming } from '../testUtils/FakeTiming';
import { aView, responseError } from '../testUtils/clusters';
import { mockDpf } from '../testUtils/mockDpf';
import { createDpuClusterAction } from './createDpuCluster';

const user = mockCredentials.user('user:default/ann');

function setUp(options: {
  input?: Partial<DpuClusterInput>;
  isDryRun?: boolean;
  signal?: AbortSignal;
  pages?: Partial<PortalPages>;
}) {
  const createDpuCluster = jest.fn();
  const timing = new FakeTiming();
  const auth = mockServices.auth();
  const logger = mockServices.logger.mock();
  const action = createDpuClusterAction({
    auth,
    dpf: { ...mockDpf(), createDpuCluster },
    timing,
    pages: { ...DEFAULT_PORTAL_PATHS, ...options.pages },
  });
  const mock = createMockActionContext<DpuClusterInput>({
    input: { name: 'blue', type: 'kamaji', ...options.input },
    logger,
    task: { id: 'task-1' },
    templateInfo: { entityRef: 'template:default/dpu-cluster-kamaji' },
  });
  const { isDryRun, signal } = options;
  const getInitiatorCredentials = async () => user;
  const ctx = { ...mock, isDryRun, signal, getInitiatorCredentials };
  const lines = () => logger.info.mock.calls.map(([line]) => line);
  return {
    createDpuCluster,
    timing,
    ctx,
    lines,
    run: () => action.handler(ctx),
  };
}

function anAnswer(
  change: Partial<CreateDpuClusterAnswer> = {},
): CreateDpuClusterAnswer {
  return {
    item: aView(),
    created: true,
    dryRun: false,
    summary: 'blue gets 10.66.66.66.',
    ...change,
  };
}

describe('dpf:dpu-cluster:create', () => {
  it('should use the initiator’s credentials, with the task as idempotency key', async () => {
    const { createDpuCluster, run } = setUp({
      input: { maxNodes: 20, vip: '10.0.0.1', owner: '' },
    });
    createDpuCluster.mockResolvedValue(anAnswer());
    await run();
    expect(createDpuCluster).toHaveBeenCalledTimes(1);
    const [request, { token, dryRun }] = createDpuCluster.mock.calls[0];
    expect(request).toEqual({
      requestId: 'task-1',
      templateRef: 'template:default/dpu-cluster-kamaji',
      name: 'blue',
      type: 'kamaji',
      maxNodes: 20,
      keepalived: { vip: '10.0.0.1' },
    });
    expect(dryRun).toBe(false);
    const dpfAuth = mockServices.auth({ pluginId: 'dpf' });
    expect(await dpfAuth.authenticate(token)).toMatchObject({
      principal: { type: 'user', userEntityRef: 'user:default/ann' },
    });
  });

  it('should output the links to the cluster', async () => {
    const { createDpuCluster, ctx, lines, run } = setUp({});
    createDpuCluster.mockResolvedValue(anAnswer());
    await run();
    expect(jest.mocked(ctx.output).mock.calls).toEqual([
      ['ref', 'lab/team-a/blue'],
      ['uid', 'uid-blue'],
      ['managementCluster', 'lab'],
      ['namespace', 'team-a'],
      ['name', 'blue'],
      ['pageUrl', '/dpu-clusters/lab/team-a/blue'],
      ['entityRef', 'resource:default/lab.team-a.blue'],
      ['catalogUrl', '/catalog/default/resource/lab.team-a.blue'],
      ['created', true],
      ['summary', 'blue gets 10.66.66.66.'],
      ['warnings', []],
    ]);
    expect(lines()).toEqual([
      'Requesting DPU cluster blue (kamaji).',
      'blue gets 10.66.66.66.',
      'lab/team-a/blue was created.',
    ]);
  });

  it('should output absolute links where the URL of the portal is known, with the API group', async () => {
    const { createDpuCluster, ctx, run } = setUp({
      pages: { appBaseUrl: 'https://portal.example.com/base/' },
    });
    const groupQualifier = 'provisioning.dpf.nvidia.com';
    createDpuCluster.mockResolvedValue(
      anAnswer({ item: aView({ groupQualifier }) }),
    );
    await run();
    const path = `/dpu-clusters/lab/team-a/blue?group=${groupQualifier}`;
    expect(
      Object.fromEntries(jest.mocked(ctx.output).mock.calls),
    ).toMatchObject({
      pageUrl: `https://portal.example.com/base${path}`,
      pagePath: path,
      catalogUrl:
        'https://portal.example.com/base/catalog/default/resource/lab.team-a.blue',
    });
  });

  it('should link to where the portal has its pages', async () => {
    const { createDpuCluster, ctx, run } = setUp({
      pages: {
        appBaseUrl: 'https://portal.example.com/base',
        cluster: '/fleet/:managementCluster/:namespace/:name',
        entity: '/things/:kind/:namespace/:name',
      },
    });
    createDpuCluster.mockResolvedValue(anAnswer());
    await run();
    expect(
      Object.fromEntries(jest.mocked(ctx.output).mock.calls),
    ).toMatchObject({
      pageUrl: 'https://portal.example.com/base/fleet/lab/team-a/blue',
      pagePath: '/fleet/lab/team-a/blue',
      catalogUrl:
        'https://portal.example.com/base/things/resource/default/lab.team-a.blue',
    });
  });

  it.each([
    [
      'the back end',
      () =>
        responseError(401, {
          name: 'AuthenticationError',
          message: 'Illegal token',
        }),
    ],
    ['Backstage', async () => new AuthenticationError('User token expired')],
  ])(
    'should say who can go on where %s rejects the sign-in',
    async (_, reject) => {
      const { createDpuCluster, run } = setUp({});
      createDpuCluster.mockRejectedValue(await reject());
      await expect(run()).rejects.toThrow(
        /^The sign-in .* has expired .* start the task again: .* members of the group that owns the cluster/,
      );
    },
  );

  it('should report a cluster that an earlier run created', async () => {
    const { createDpuCluster, lines, run } = setUp({});
    createDpuCluster.mockResolvedValue(anAnswer({ created: false }));
    await run();
    expect(lines()).toContain(
      'lab/team-a/blue was already created by the same request.',
    );
  });

  it('should only check in a dry run', async () => {
    const { createDpuCluster, lines, run } = setUp({ isDryRun: true });
    createDpuCluster.mockResolvedValue(anAnswer({ dryRun: true }));
    await run();
    expect(createDpuCluster.mock.calls[0][1]).toMatchObject({ dryRun: true });
    expect(lines()).toContain(
      'The request would be accepted. Nothing was created.',
    );
  });

  it('should list the rejected fields without a retry', async () => {
    const { createDpuCluster, run, timing } = setUp({});
    const details = [
      { field: 'name', reason: 'Taken.' },
      { field: 'maxNodes', reason: 'At most 100 are allowed here.' },
    ];
    createDpuCluster.mockRejectedValue(
      await responseError(400, { name: 'InputError', message: 'Bad', details }),
    );
    await expect(run()).rejects.toMatchObject({
      name: 'InputError',
      message:
        'The request was rejected.\n- name: Taken.\n- maxNodes: At most 100 are allowed here.',
    });
    expect(timing.pauses).toEqual([]);
  });

  it('should say which permission a field needs', async () => {
    const { createDpuCluster, run } = setUp({});
    const message = 'keepalived.vip: 10.0.0.1 is outside … This needs …';
    const details = [{ field: 'keepalived.vip', reason: '10.0.0.1 is …' }];
    createDpuCluster.mockRejectedValue(
      await responseError(403, { name: 'NotAllowedError', message, details }),
    );
    await expect(run()).rejects.toMatchObject({
      name: 'NotAllowedError',
      message,
    });
  });

  it.each([
    [409, 'ConflictError'],
    [403, 'NotAllowedError'],
  ])('should pass on what a %s says', async (status, name) => {
    const { createDpuCluster, run } = setUp({});
    createDpuCluster.mockRejectedValue(
      await responseError(status, { name, message: 'No: blue is red’s.' }),
    );
    await expect(run()).rejects.toMatchObject({
      name,
      message: 'No: blue is red’s.',
    });
    expect(createDpuCluster).toHaveBeenCalledTimes(1);
  });

  it('should retry while the back end or its management cluster is unavailable or overloaded', async () => {
    const { createDpuCluster, lines, run, timing } = setUp({});
    const busy = await responseError(429, {
      name: 'TooManyRequestsError',
      message: 'too many in a minute',
    });
    const away = await responseError(503, {
      name: 'ServiceUnavailableError',
      message: 'lab is not reachable',
    });
    createDpuCluster
      .mockRejectedValueOnce(new TypeError('fetch failed'))
      .mockRejectedValueOnce(new TypeError('fetch failed'))
      .mockRejectedValueOnce(away)
      .mockRejectedValueOnce(busy)
      .mockResolvedValue(anAnswer());
    await run();
    expect(timing.pauses).toEqual([1000, 2000, 4000, 8000]);
    expect(lines().filter(line => line.startsWith('No answer'))).toEqual([
      'No answer yet (the dpf back end cannot be reached). Retrying.',
      'No answer yet (lab is not reachable). Retrying.',
      'No answer yet (too many in a minute). Retrying.',
    ]);
    const ids = createDpuCluster.mock.calls.map(([r]) => r.requestId);
    expect(new Set(ids)).toEqual(new Set(['task-1']));
  });

  it('should give up after two minutes', async () => {
    const { createDpuCluster, run, timing } = setUp({});
    createDpuCluster.mockRejectedValue(new TypeError('fetch failed'));
    await expect(run()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    expect(timing.now()).toBeGreaterThan(100_000);
    expect(timing.now()).toBeLessThanOrEqual(120_000);
  });

  it('should stop when the task is cancelled', async () => {
    const controller = new AbortController();
    const { createDpuCluster, run, timing } = setUp({
      signal: controller.signal,
    });
    createDpuCluster.mockRejectedValue(new TypeError('fetch failed'));
    timing.onSleep = () => controller.abort();
    await expect(run()).rejects.toMatchObject({ name: 'AbortError' });
    expect(createDpuCluster).toHaveBeenCalledTimes(1);
  });
});
