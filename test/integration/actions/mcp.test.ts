import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab } from '../../management/Lab';
import { ManagementApi } from '../../management/ManagementApi';
import { BackendProcess } from '../../portal/BackendProcess';
import { dpfClientOf } from '../../portal/dpfClientOf';
import { eventually } from '../../portal/eventually';

const RESOURCE = ManagementApi.resourceOf('provisioning.dpu.nvidia.com');
const BLUE = { namespace: 'team-a', name: 'blue' };
const GREEN = { namespace: 'dpf-clusters', name: 'green' };
const refOf = ({ namespace, name }: typeof BLUE) =>
  `local/${namespace}/${name}`;
const TEAM_A = 'group:default/team-a';
const TEAM_B = 'group:default/team-b';
const ADDRESS = { vip: '10.66.66.201', virtualRouterID: 77 };

function ownedBy(owner: string, cluster: DpuCluster): DpuCluster {
  const { metadata } = cluster;
  const annotations = { [DPF_ANNOTATIONS.owner]: owner };
  return { ...cluster, metadata: { ...metadata, annotations } };
}

describe('An MCP client of the example portal, as ann of team-a', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'mcp-'));
  let lab: Lab;
  let backend: BackendProcess;
  let client: Client;

  beforeAll(async () => {
    lab = await Lab.start({ light: true });
    // Both ask for one address; green was first.
    const green = await lab.api.createCluster(
      GREEN.namespace,
      ownedBy(TEAM_B, kamajiCluster(GREEN.name, ADDRESS)),
    );
    // The server records whole seconds.
    const from = Date.parse(green.metadata.creationTimestamp ?? '');
    await eventually(
      'green is the older one',
      async () => Date.now() > from + 1_500 || undefined,
    );
    await lab.api.createCluster(
      BLUE.namespace,
      ownedBy(TEAM_A, kamajiCluster(BLUE.name, ADDRESS)),
    );
    backend = await BackendProcess.forLab(lab, {
      stateDir,
      guest: 'user:default/ann',
      guestGroups: [TEAM_A],
      writingActions: true,
    });
    await backend.start();
    const dpf = dpfClientOf(backend);
    await eventually('the portal has read both clusters', async () => {
      const { totalItems } = await dpf.listDpuClusters();
      return totalItems === 2 || undefined;
    });
    client = new Client({ name: 'test', version: '1.0.0' });
    const token = await backend.guestToken();
    await client.connect(
      new StreamableHTTPClientTransport(
        new URL(`${backend.baseUrl}/api/mcp-actions/v1`),
        { requestInit: { headers: { authorization: `Bearer ${token}` } } },
      ),
    );
  }, 300_000);

  afterAll(async () => {
    await client?.close();
    await backend?.stop();
    await lab?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  const call = async (name: string, input: Record<string, unknown>) => {
    const { content, isError, structuredContent } = await client.callTool({
      name,
      arguments: input,
    });
    const [{ text = '' } = {}] = content as Array<{ text?: string }>;
    return { text, isError, output: structuredContent };
  };

  it('is offered the actions, each with what it does to the clusters', async () => {
    const { tools } = await client.listTools();
    const hints = tools.map(({ name, annotations = {} }) => [
      name,
      annotations.readOnlyHint ? 'reads' : 'writes',
      annotations.destructiveHint ? 'destructive' : '',
    ]);
    expect(hints.sort()).toEqual([
      ['dpf.create-dpu-cluster', 'writes', ''],
      ['dpf.explain-dpu-cluster', 'reads', ''],
      ['dpf.get-dpu-cluster', 'reads', ''],
      ['dpf.get-dpu-cluster-credentials', 'reads', ''],
      ['dpf.get-platform-readiness', 'reads', ''],
      ['dpf.list-dpu-clusters', 'reads', ''],
      ['dpf.retire-dpu-cluster', 'writes', 'destructive'],
      ['dpf.update-dpu-cluster', 'writes', 'destructive'],
      ['dpf.wait-for-dpu-cluster', 'reads', ''],
    ]);
  });

  it('gets the finding when it asks why blue is not Ready', async () => {
    const output = await eventually('the finding is there', async () => {
      const answer = await call('dpf.explain-dpu-cluster', {
        ref: refOf(BLUE),
      });
      return JSON.stringify(answer.output).includes('AddressInUse')
        ? answer.output
        : undefined;
    });
    expect(output).toMatchObject({
      ready: false,
      summary: expect.stringContaining(ADDRESS.vip),
      findings: expect.arrayContaining([
        expect.objectContaining({
          code: 'AddressInUse',
          sentence: expect.stringContaining(ADDRESS.vip),
          remedy: expect.stringContaining('VIP'),
          who: 'owner',
        }),
      ]),
    });
  });

  it('finds the clusters of its own team', async () => {
    const { output } = await call('dpf.list-dpu-clusters', { mine: true });
    expect(output).toMatchObject({
      total: 1,
      clusters: [{ ref: refOf(BLUE), owner: TEAM_A }],
    });
  });

  it('gets a command line for access, and no secret', async () => {
    const { output, text } = await call('dpf.get-dpu-cluster-credentials', {
      ref: refOf(BLUE),
    });
    expect(output).toMatchObject({ ref: refOf(BLUE) });
    expect(text).not.toContain('client-key-data');
  });

  it('may not retire the cluster of another team', async () => {
    const { isError, text } = await call('dpf.retire-dpu-cluster', {
      ref: refOf(GREEN),
    });
    expect(isError).toBe(true);
    expect(text).toContain('NotAllowedError');
    const green = await lab.api.client.get<DpuCluster>(RESOURCE, GREEN);
    expect(green.metadata.deletionTimestamp).toBeUndefined();
  });

  it('may not see the platform, whose group it is not in', async () => {
    const { isError, text } = await call('dpf.get-platform-readiness', {});
    expect(isError).toBe(true);
    expect(text).toContain('NotAllowedError');
  });

  it('is told of an input that no action has', async () => {
    const { isError, text } = await call('dpf.update-dpu-cluster', {
      ref: refOf(BLUE),
      maxnodes: 3,
    });
    expect(isError).toBe(true);
    expect(text).toContain('InputError');
  });

  it('retires the cluster of its own team, once', async () => {
    const { isError, output } = await call('dpf.retire-dpu-cluster', {
      ref: refOf(BLUE),
    });
    expect(isError).toBeFalsy();
    expect(output).toMatchObject({
      message: `${refOf(BLUE)} is being deleted.`,
    });
  });
});
