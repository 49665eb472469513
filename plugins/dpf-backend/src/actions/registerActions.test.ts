import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { ResponseError } from '@backstage/errors';
import {
  ActionApi,
  DpuClusterAnswer,
} from '@dpf-portal/backstage-plugin-dpf-common';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { systemClock } from '@dpf-portal/kube-controller';
import { z } from 'zod/v3';
import { registerActions } from './registerActions';

const REF = 'local/dpf-clusters/blue';
const ANN = mockCredentials.user('user:default/ann');

const ANSWER: DpuClusterAnswer = {
  item: {
    ref: REF,
    managementCluster: 'local',
    namespace: 'dpf-clusters',
    name: 'blue',
    group: 'provisioning.dpu.nvidia.com',
    uid: 'uid-blue',
    resourceVersion: '1',
    type: 'kamaji',
    phase: 'Pending',
    phaseSince: '2026-11-24T14:00:00Z',
    createdAt: '2026-11-24T14:00:00Z',
    dpus: {},
    conditions: [],
    findings: [
      {
        code: 'AddressInUse',
        severity: 'error',
        blocking: true,
        sentence: 'VIP 10.66.66.70 is used by team-b/green.',
        remedy: 'Set the VIP to a free address.',
        who: 'owner',
      },
    ],
    managedBy: 'nobody',
    entityRef: 'resource:default/local.dpf-clusters.blue',
  },
  source: { managementCluster: 'local', synced: true, reachable: true },
};

function answered(status: number, name: string, message: string) {
  const body = { error: { name, message }, response: { statusCode: status } };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json' },
    }),
  );
}

function setUp({ writes = false } = {}) {
  const dpf: jest.Mocked<ActionApi> = {
    listDpuClusters: jest.fn(),
    getDpuCluster: jest.fn().mockResolvedValue(ANSWER),
    createDpuCluster: jest.fn(),
    updateDpuCluster: jest.fn(),
    deleteDpuCluster: jest.fn(),
    listCredentials: jest.fn(),
    getPlatform: jest.fn(),
    getSetup: jest.fn(),
  };
  const registry = actionsRegistryServiceMock();
  const host = {
    auth: mockServices.auth({ pluginId: 'dpf' }),
    clock: systemClock,
    discovery: mockServices.discovery.mock({
      getExternalBaseUrl: async id => `https://portal.example.com/api/${id}`,
    }),
    dpf,
    pages: {
      ...DEFAULT_PORTAL_PATHS,
      appBaseUrl: 'https://portal.example.com',
    },
  };
  registerActions({ ...host, registry }, { writes });
  const invoke = (name: string, input: object) =>
    registry.invoke({
      id: `test:${name}`,
      input: { ...input },
      credentials: ANN,
    });
  return { dpf, host, registry, invoke };
}

describe('registerActions', () => {
  it('should offer only what reads, unless it is configured', async () => {
    const { actions } = await setUp().registry.list();
    expect(actions.map(({ attributes }) => attributes.readOnly)).toEqual(
      Array(6).fill(true),
    );
    const all = await setUp({ writes: true }).registry.list();
    expect(
      all.actions
        .filter(({ attributes }) => !attributes.readOnly)
        .map(({ name, attributes }) => [name, attributes]),
    ).toEqual([
      [
        'create-dpu-cluster',
        { readOnly: false, destructive: false, idempotent: true },
      ],
      [
        'update-dpu-cluster',
        { readOnly: false, destructive: true, idempotent: true },
      ],
      [
        'retire-dpu-cluster',
        { readOnly: false, destructive: true, idempotent: true },
      ],
    ]);
  });

  it('should give names and schemas that MCP clients take', async () => {
    const { actions } = await setUp({ writes: true }).registry.list();
    for (const { name, schema } of actions) {
      expect(name).toMatch(/^[a-z-]{1,40}$/);
      expect(schema.input).toMatchObject({ type: 'object' });
      expect(schema.output).toMatchObject({ type: 'object' });
    }
  });

  it('should have an example of each action that its schema accepts', () => {
    const register = jest.fn();
    const { host } = setUp();
    registerActions({ ...host, registry: { register } }, { writes: true });
    expect(register).toHaveBeenCalledTimes(9);
    for (const [{ name, schema, examples }] of register.mock.calls) {
      expect([name, examples.length > 0]).toEqual([name, true]);
      for (const { input } of examples) {
        expect(schema.input(z).parse(input)).toEqual(input);
      }
    }
  });

  it('should ask the REST API as the caller', async () => {
    const { dpf, invoke } = setUp();
    const { output } = await invoke('explain-dpu-cluster', { ref: REF });
    const [[, { token = '' } = {}]] = dpf.getDpuCluster.mock.calls;
    const auth = mockServices.auth({ pluginId: 'dpf' });
    expect(await auth.authenticate(token)).toMatchObject({
      principal: { type: 'user', userEntityRef: 'user:default/ann' },
    });
    expect(output).toMatchObject({
      ready: false,
      summary:
        'dpf-clusters/blue is Pending. VIP 10.66.66.70 is used by team-b/green. Set the VIP to a free address.',
      findings: [{ code: 'AddressInUse', who: 'owner', blocking: true }],
    });
  });

  it('should retire the cluster that the caller has read, and no other of its name', async () => {
    const { dpf, invoke } = setUp({ writes: true });
    await expect(
      invoke('retire-dpu-cluster', { ref: REF, uid: 'uid-of-before' }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    expect(dpf.deleteDpuCluster).not.toHaveBeenCalled();
    await invoke('retire-dpu-cluster', { ref: REF, dryRun: true });
    expect(dpf.deleteDpuCluster.mock.calls[0][1]).toMatchObject({
      uid: 'uid-blue',
      dryRun: true,
    });
  });

  it('should pass on what the back end refuses', async () => {
    const { dpf, invoke } = setUp({ writes: true });
    dpf.deleteDpuCluster.mockRejectedValue(
      await answered(403, 'NotAllowedError', 'You may not delete it.'),
    );
    await expect(
      invoke('retire-dpu-cluster', { ref: REF }),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: 'You may not delete it.',
    });
  });

  it('should return a command line and no kubeconfig', async () => {
    const { dpf, invoke } = setUp();
    dpf.listCredentials.mockResolvedValue({
      items: [],
      onlyOwn: true,
      mayRevoke: false,
      offer: {
        roles: [
          { role: 'view', allowed: true },
          { role: 'admin', allowed: false },
        ],
        defaultLifetime: '1h',
        maxLifetime: '1h',
      },
    });
    const { output } = await invoke('get-dpu-cluster-credentials', {
      ref: REF,
    });
    expect(output).toMatchObject({
      roles: ['view'],
      command: `(umask 077 && curl -fsS -X POST -H "Authorization: Bearer $(backstage-cli auth print-token)" -H 'Content-Type: application/json' -d '{"role":"view"}' https://portal.example.com/api/dpf/dpu-clusters/local/dpf-clusters/blue/kubeconfig | jq -re .kubeconfig > blue.kubeconfig)`,
    });
    const other = await invoke('get-dpu-cluster-credentials', {
      ref: REF,
      role: 'admin',
    });
    expect(other.output).toMatchObject({
      problem: 'You may not have the role admin there.',
    });
    expect(other.output).not.toHaveProperty('command');
  });

  it.each([
    ['update-dpu-cluster', { ref: REF, maxnodes: 3 }],
    ['update-dpu-cluster', { ref: REF }],
    ['create-dpu-cluster', { name: 'blue' }],
    ['explain-dpu-cluster', { ref: 'blue' }],
  ])('should reject %s with %j', async (name, input) => {
    await expect(
      setUp({ writes: true }).invoke(name, input),
    ).rejects.toMatchObject({ name: 'InputError' });
  });

  it('should make a request id of its own where the caller gives none', async () => {
    const { dpf, invoke } = setUp({ writes: true });
    dpf.createDpuCluster.mockResolvedValue({
      item: ANSWER.item,
      created: true,
      dryRun: false,
      summary: 'blue gets 10.66.66.70.',
    });
    const input = { name: 'blue', type: 'kamaji' };
    await invoke('create-dpu-cluster', input);
    await invoke('create-dpu-cluster', { ...input, requestId: 'mine' });
    const ids = dpf.createDpuCluster.mock.calls.map(
      ([{ requestId }]) => requestId,
    );
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), 'mine']);
  });
});
