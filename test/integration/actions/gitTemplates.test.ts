import { createServiceFactory } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import githubModule from '@backstage/plugin-scaffolder-backend-module-github';
import scaffolderModuleDpf from '@dpf-portal/backstage-plugin-scaffolder-backend-module-dpf';
import { DPF_ANNOTATIONS, DpuCluster } from '@dpf-portal/dpf-model';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { Lab } from '../../management/Lab';
import { FakeGitHub } from '../../portal/FakeGitHub';
import { UsersPortal } from '../../portal/UsersPortal';
import { eventually } from '../../portal/eventually';

const ANN = 'user:default/ann';
const TEAM_A = 'group:default/team-a';
const TEMPLATES = path.resolve(
  __dirname,
  '../../../plugins/catalog-backend-module-dpf/templates/git',
);
const REPOSITORY = 'github.com?owner=example&repo=clusters';
const MANIFEST_URL =
  'https://github.com/example/clusters/blob/HEAD/clusters/blue.yaml';

function templateOf(name: string): Entity {
  const file = path.join(TEMPLATES, `${name}.yaml`);
  const { spec, metadata, ...template } = parse(fs.readFileSync(file, 'utf8'));
  return {
    ...template,
    metadata: { ...metadata, namespace: 'default', uid: `uid-${name}` },
    spec: { ...spec, owner: TEAM_A },
  };
}

const SCAFFOLDER_POLLS_MS = 3_000;

interface Task {
  status: string;
}

/** The log of a task that has not completed. */
function failureOf({ status }: Task, log: string): string | undefined {
  return status === 'completed' ? undefined : log;
}

/** The scaffolder with GitHub's own module, and GitHub on loopback. */
describe('A template that opens a pull request', () => {
  const catalog = catalogServiceMock({
    entities: [
      templateOf('dpu-cluster-git'),
      templateOf('dpu-cluster-golden-path'),
    ],
  });
  const addLocation = jest
    .spyOn(catalog, 'addLocation')
    .mockImplementation(async ({ target }) => ({
      location: { id: '1', type: 'url', target, entityRef: '' },
      entities: [],
    }));
  // Jest's `fetch` parses JSON with arrays of another realm than that of the tests, and templates refuse these.
  const parsing = jest
    .spyOn(Response.prototype, 'json')
    .mockImplementation(async function json(this: Response) {
      return JSON.parse(await this.text());
    });
  let lab: Lab;
  let github: FakeGitHub;
  let portal: UsersPortal;

  beforeAll(async () => {
    github = await FakeGitHub.start();
    lab = await Lab.start();
    lab.startControllers();
    portal = await UsersPortal.start({
      lab,
      groups: { [ANN]: [TEAM_A] },
      networks: [
        {
          name: 'lab',
          interface: 'br-dpu',
          vipRanges: ['10.66.66.150-10.66.66.152'],
          virtualRouterIds: ['150-152'],
        },
      ],
      kubeconfigs: { roles: ['view'] },
      config: {
        app: { baseUrl: 'https://portal.example.com' },
        integrations: {
          github: [
            {
              host: 'github.com',
              apiBaseUrl: github.apiBaseUrl,
              token: 'of-a-test',
            },
          ],
        },
      },
      features: [
        scaffolderPlugin,
        githubModule,
        scaffolderModuleDpf,
        createServiceFactory({
          service: catalogServiceRef,
          deps: {},
          factory: () => catalog,
        }),
      ],
      plugins: ['scaffolder'],
    });
  }, 300_000);
  afterAll(async () => {
    // The scaffolder asks the database once a second for the end of a task, and fails where the database is closed before.
    await sleep(SCAFFOLDER_POLLS_MS);
    await portal?.stop();
    await lab?.stop();
    await github?.stop();
    parsing.mockRestore();
  });

  /** Runs a template as ann and returns the outputs. */
  async function run(template: string, values: object) {
    const scaffolder = portal.as(ANN, 'scaffolder');
    const { body } = await scaffolder
      .post('/v2/tasks', {
        templateRef: `template:default/${template}`,
        values: { repoUrl: REPOSITORY, ...values },
        secrets: {},
      })
      .expect(201);
    const task = await eventually(
      'the task ends',
      async () => {
        const { body: now }: { body: Task } = await scaffolder.get(
          `/v2/tasks/${body.id}`,
        );
        return ['open', 'processing'].includes(now.status) ? undefined : now;
      },
      { timeoutMs: 90_000, intervalMs: 500 },
    );
    const { body: events } = await scaffolder.get(
      `/v2/tasks/${body.id}/events`,
    );
    const log = events.map((event: { body: { message: string } }) =>
      JSON.stringify(event.body),
    );
    return { task, log: log.join('\n'), output: events.at(-1)?.body.output };
  }

  const clusterOf = async (name: string) => {
    const { body } = await portal
      .as(ANN)
      .get(`/dpu-clusters/local/dpf-clusters/${name}`);
    return body.item;
  };

  it('takes the golden path from the request to the entity of the DPUs', async () => {
    const { task, log, output } = await run('dpu-cluster-golden-path', {
      name: 'gold',
    });
    expect(failureOf(task, log)).toBeUndefined();
    expect(await clusterOf('gold')).toMatchObject({ phase: 'Ready' });
    const { files = {} } = github.pullRequests.at(-1) ?? {};
    expect(parse(files['dpus/gold/dpuset.yaml'])).toMatchObject({
      kind: 'DPUSet',
    });
    expect(parse(files['dpus/gold/catalog-info.yaml'])).toMatchObject({
      metadata: { name: 'gold-dpus' },
      spec: { dependsOn: ['resource:default/local.dpf-clusters.gold'] },
    });
    expect(addLocation).toHaveBeenCalledWith(
      expect.objectContaining({
        target:
          'https://github.com/example/clusters/blob/HEAD/dpus/gold/catalog-info.yaml',
      }),
      expect.anything(),
    );
    const [, access] = output.text;
    expect(access.content).toContain('curl -fsS -X POST');
    expect(access.content).toContain(
      '/dpu-clusters/local/dpf-clusters/gold/kubeconfig',
    );
    expect(log).not.toContain('client-key-data');
  });

  it('proposes the manifest, and the portal recognises the cluster that it makes', async () => {
    const { task, log } = await run('dpu-cluster-git', {
      name: 'blue',
      directory: 'clusters',
      purpose: 'dev',
    });
    expect(failureOf(task, log)).toBeUndefined();
    const { title, head, files } = github.pullRequests[1];
    expect([title, head]).toEqual([
      'Add DPU cluster blue',
      'example:dpu-cluster-blue',
    ]);
    const manifest: DpuCluster = parse(files['clusters/blue.yaml']);
    expect(manifest.metadata.annotations).toMatchObject({
      [DPF_ANNOTATIONS.owner]: TEAM_A,
      [DPF_ANNOTATIONS.requestedBy]: ANN,
      [DPF_ANNOTATIONS.manifestUrl]: MANIFEST_URL,
    });
    // The first address belongs to the cluster of the golden path.
    expect(manifest.spec.clusterEndpoint?.keepalived?.vip).toBe('10.66.66.151');

    // What a GitOps tool does after the merge.
    await lab.api.createCluster('dpf-clusters', manifest);
    const item = await eventually('it is there', () => clusterOf('blue'));
    expect(item).toMatchObject({
      owner: TEAM_A,
      requestedBy: ANN,
      manifestUrl: MANIFEST_URL,
      edits: { managedByGit: expect.stringContaining(MANIFEST_URL) },
    });
    await portal
      .as(ANN)
      .delete(`/dpu-clusters/local/dpf-clusters/blue?uid=${item.uid}`)
      .expect(409);
  });
});
