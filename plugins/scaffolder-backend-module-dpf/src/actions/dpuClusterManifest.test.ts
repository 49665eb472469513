import {
  createMockDirectory,
  mockCredentials,
  mockServices,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { existsSync, readFileSync } from 'node:fs';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { FakeTiming } from '../testUtils/FakeTiming';
import { responseError } from '../testUtils/clusters';
import { mockDpf } from '../testUtils/mockDpf';
import { createDpuClusterManifestAction } from './dpuClusterManifest';

type Action = ReturnType<typeof createDpuClusterManifestAction>;
type Input = Parameters<Action['handler']>[0]['input'];

describe('dpf:dpu-cluster:manifest', () => {
  const workspace = createMockDirectory();

  function setUp(input: Partial<Input> = {}, isDryRun = false) {
    const dpf = mockDpf();
    dpf.makeClusterManifest.mockResolvedValue({
      ref: 'lab/team-a/blue',
      managementCluster: 'lab',
      namespace: 'team-a',
      name: 'blue',
      entityRef: 'resource:default/lab.team-a.blue',
      manifest: 'kind: DPUCluster\n',
      summary: 'blue gets 10.66.66.66.',
      ...(isDryRun ? {} : { reservedUntil: '2026-12-01T14:00:00Z' }),
    });
    const logger = mockServices.logger.mock();
    const action = createDpuClusterManifestAction({
      auth: mockServices.auth(),
      dpf,
      timing: new FakeTiming(),
      pages: {
        ...DEFAULT_PORTAL_PATHS,
        appBaseUrl: 'https://portal.example.com',
      },
    });
    const ctx = {
      ...createMockActionContext<Input>({
        input: { name: 'blue', type: 'kamaji', ...input },
        logger,
        task: { id: 'task-1' },
        workspacePath: workspace.path,
      }),
      isDryRun,
      getInitiatorCredentials: async () => mockCredentials.user(),
    };
    const lines = () => logger.info.mock.calls.map(([line]) => line);
    return { dpf, ctx, lines, run: () => action.handler(ctx) };
  }

  it('should write the manifest of the request, with the task as idempotency key', async () => {
    const { dpf, ctx, lines, run } = setUp({
      path: 'clusters/blue.yaml',
      manifestUrl: 'https://git.example.com/blue.yaml',
      vip: '10.66.66.66',
    });
    await run();
    const [[sent, { dryRun } = {}]] = dpf.makeClusterManifest.mock.calls;
    expect(sent).toEqual({
      request: {
        requestId: 'task-1',
        name: 'blue',
        type: 'kamaji',
        keepalived: { vip: '10.66.66.66' },
      },
      manifestUrl: 'https://git.example.com/blue.yaml',
    });
    expect(dryRun).toBe(false);
    expect(readFileSync(workspace.resolve('clusters/blue.yaml'), 'utf8')).toBe(
      'kind: DPUCluster\n',
    );
    expect(Object.fromEntries(jest.mocked(ctx.output).mock.calls)).toEqual({
      path: 'clusters/blue.yaml',
      manifest: 'kind: DPUCluster\n',
      ref: 'lab/team-a/blue',
      managementCluster: 'lab',
      namespace: 'team-a',
      name: 'blue',
      entityRef: 'resource:default/lab.team-a.blue',
      pageUrl: 'https://portal.example.com/dpu-clusters/lab/team-a/blue',
      summary: 'blue gets 10.66.66.66.',
      reservedUntil: '2026-12-01T14:00:00Z',
    });
    expect(lines().at(-1)).toBe(
      'Wrote clusters/blue.yaml. The address is reserved until 2026-12-01T14:00:00Z.',
    );
  });

  it('should reserve nothing in a dry run', async () => {
    const { dpf, lines, run } = setUp({}, true);
    await run();
    expect(dpf.makeClusterManifest.mock.calls[0][1]).toMatchObject({
      dryRun: true,
    });
    expect(lines().at(-1)).toBe('Wrote blue.yaml. Nothing is reserved.');
  });

  it('should not write outside of the workspace', async () => {
    const { run } = setUp({ path: '../blue.yaml' });
    await expect(run()).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(existsSync(workspace.resolve('../blue.yaml'))).toBe(false);
  });

  it('should report the rejected fields', async () => {
    const { dpf, run } = setUp();
    dpf.makeClusterManifest.mockRejectedValue(
      await responseError(400, {
        name: 'InputError',
        message: 'No.',
        details: [{ field: 'name', reason: 'Use lower-case letters.' }],
      }),
    );
    await expect(run()).rejects.toThrow('- name: Use lower-case letters.');
  });
});
