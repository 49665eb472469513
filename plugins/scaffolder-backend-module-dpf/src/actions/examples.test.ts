import {
  createMockDirectory,
  mockCredentials,
  mockServices,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { DEFAULT_PORTAL_PATHS } from '@dpf-portal/dpf-model';
import { parse } from 'yaml';
import { FakeTiming } from '../testUtils/FakeTiming';
import { aView, anAnswer } from '../testUtils/clusters';
import { mockDpf } from '../testUtils/mockDpf';
import { createCheckKubeconfigAction } from './checkKubeconfig';
import { createDpuClusterAction } from './createDpuCluster';
import { createDpuClusterCredentialsAction } from './dpuClusterCredentials';
import { createDpuClusterManifestAction } from './dpuClusterManifest';
import { createDpuManifestAction } from './dpuManifest';
import { createRetireDpuClusterAction } from './retireDpuCluster';
import { createUpdateDpuClusterAction } from './updateDpuCluster';
import { createWaitForDpuClusterAction } from './waitForDpuCluster';

/** What the forms and the steps of the examples give. */
const VALUES: Record<string, unknown> = {
  'parameters.kubeconfig': '0'.repeat(48),
  'parameters.maxNodes': 20,
  'parameters.maxNodesBefore': 10,
  'parameters.reason': 'Demo on Friday.',
  'parameters.ref': 'lab/team-a/blue',
  'parameters.until': '2026-11-25T14:00:00Z',
  'steps.create.output.ref': 'lab/team-a/blue',
  'steps.create.output.uid': 'uid-blue',
};

/** The inputs as the scaffolder passes them on. */
function rendered(value: unknown): unknown {
  if (typeof value === 'string') {
    const [, name] = /^\$\{\{ (\S+) \}\}$/.exec(value) ?? [];
    if (name && !(name in VALUES)) {
      throw new Error(`The example uses ${name}, which this test does not set`);
    }
    return name ? VALUES[name] : value;
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, rendered(one)]),
      )
    : value;
}

function answeringDpf() {
  const dpf = mockDpf();
  const answer = anAnswer({ phase: 'Ready' });
  dpf.getDpuCluster.mockResolvedValue(answer);
  dpf.updateDpuCluster.mockResolvedValue(answer);
  dpf.createDpuCluster.mockResolvedValue({
    item: aView(),
    created: true,
    dryRun: false,
    summary: 'blue gets 10.66.66.66.',
  });
  dpf.checkKubeconfig.mockResolvedValue({
    server: 'https://10.66.66.66:6443',
    problems: [],
    warnings: [],
  });
  dpf.makeClusterManifest.mockResolvedValue({
    ref: 'lab/team-a/blue',
    managementCluster: 'lab',
    namespace: 'team-a',
    name: 'blue',
    entityRef: 'resource:default/lab.team-a.blue',
    manifest: 'kind: DPUCluster\n',
    summary: 'blue gets 10.66.66.66.',
    reservedUntil: '2026-12-01T14:00:00Z',
  });
  dpf.listCredentials.mockResolvedValue({
    items: [],
    onlyOwn: true,
    mayRevoke: false,
    offer: {
      roles: [{ role: 'view', allowed: true }],
      defaultLifetime: '1h',
      maxLifetime: '1h',
    },
  });
  dpf.getDpuManifests.mockResolvedValue({
    label: { key: 'dpf-portal.io/cluster', value: 'team-a.blue', isSet: true },
    manifests: [
      {
        kind: 'DPUSet',
        namespace: 'dpf-operator-system',
        name: 'blue',
        yaml: 'kind: DPUSet\n',
        toReplace: ['spec.dpuTemplate.spec.bfb.name'],
      },
    ],
    notes: [],
    feeds: { byLabel: [], anyCluster: [], warnings: [] },
  });
  return dpf;
}

const options = {
  auth: mockServices.auth(),
  pages: DEFAULT_PORTAL_PATHS,
  dpf: answeringDpf(),
  timing: new FakeTiming(),
};

describe.each([
  createDpuClusterAction(options),
  createWaitForDpuClusterAction(options),
  createUpdateDpuClusterAction(options),
  createRetireDpuClusterAction(options),
  createDpuClusterManifestAction(options),
  createDpuClusterCredentialsAction(options),
  createDpuManifestAction(options),
  createCheckKubeconfigAction(options),
])('examples of $id', action => {
  const workspace = createMockDirectory();
  const known = Object.keys(action.schema?.input?.properties ?? {});
  const required = [action.schema?.input?.required ?? []].flat();
  const run: (ctx: never) => Promise<void> = action.handler;

  it.each(action.examples ?? [])('should fit the schema: $description', one => {
    const [step] = parse(one.example).steps;
    expect(step.action).toBe(action.id);
    expect(known).toEqual(expect.arrayContaining(Object.keys(step.input)));
    expect(Object.keys(step.input)).toEqual(expect.arrayContaining(required));
  });

  it.each(action.examples ?? [])('should run: $description', async one => {
    const [step] = parse(one.example).steps;
    const context = createMockActionContext({
      input: Object(rendered(step.input)),
      logger: mockServices.logger.mock(),
      workspacePath: workspace.path,
    });
    await run({
      ...context,
      getInitiatorCredentials: async () => mockCredentials.user(),
    } as never);
    const outputs = jest
      .mocked(context.output)
      .mock.calls.map(([name]) => name);
    expect(outputs.length).toBeGreaterThan(0);
    const declared = Object.keys(action.schema?.output?.properties ?? {});
    expect(declared).toEqual(expect.arrayContaining(outputs));
  });
});
