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
    entities: [templateOf('dpu-cluster-git')],
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
    await portal?.stop();
    await lab?.stop();
    await github?.stop();
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
    return { task, log: log.join('\n') };
  }

  const clusterOf = async (name: string) => {
    const { body } = await portal
      .as(ANN)
      .get(`/dpu-clusters/local/dpf-clusters/${name}`);
    return body.item;
  };

  it('proposes the manifest, and the portal recognises the cluster that it makes', async () => {
    const { task, log } = await run('dpu-cluster-git', {
      name: 'blue',
      directory: 'clusters',
      purpose: 'dev',
    });
    expect(failureOf(task, log)).toBeUndefined();
    const [{ title, head, files }] = github.pullRequests;
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
    expect(manifest.spec.clusterEndpoint?.keepalived?.vip).toBe('10.66.66.150');

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
