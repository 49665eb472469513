import { Finding } from '@dpf-portal/dpf-model';
import {
  ALL_OBJECTS,
  Explanation,
  collectEverything,
} from '@dpf-portal/dpf-world';
import {
  CORE_RESOURCES,
  Discovery,
  KubeObject,
  ResourceType,
  isNotFound,
} from '@dpf-portal/kube-controller';
import { exec } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { stringify } from 'yaml';
import { runControllersCommand } from '../controllers/runControllersCommand';
import { definitionsOf } from '../fixtures/clusterDefinition';
import { kamajiCluster } from '../fixtures/kamajiCluster';
import { ClusterHandle } from '../management/ClusterHandle';
import { ClusterViewer } from '../management/ClusterViewer';
import { Kubectl } from '../management/Kubectl';
import { Lab, LabOptions } from '../management/Lab';

const CRDS = process.env.DPF_RELEASED_CRDS;
const asReleased = (name: string): LabOptions => ({
  definitions: [path.join(CRDS ?? '', name)],
  kamajiDefinitions: path.join(CRDS ?? '', 'kamaji-26'),
});

const SHAPES: Array<[string, LabOptions]> = [
  ['24.10', { definitions: definitionsOf('dpf-24.10') }],
  ...(CRDS
    ? [['26 as released', asReleased('dpf-26')] as [string, LabOptions]]
    : []),
];

/** A collection takes a second or two, and a cluster comes to rest within a few of them. */
const MOST_COLLECTIONS = 10;

/** What is compared of the findings of each cluster. Undefined where a cluster is not shown. */
type Shown = Record<string, ReturnType<typeof shown>>;

const shown = (findings: readonly Finding[] | undefined) =>
  findings?.map(({ code, who, blocking }) => ({ which: code, who, blocking }));

/** Of the resources that the collect command names, those that are served. */
async function servedOf(
  { api }: Lab,
  command: string,
): Promise<ResourceType[]> {
  const discovery = new Discovery({ client: api.client });
  const [, names = ''] = /for r in (.+?); do/.exec(command) ?? [];
  const found = names.split(' ').map(name => {
    const [plural, ...group] = name.split('.');
    const core = Object.values<ResourceType>(CORE_RESOURCES).find(
      each => each.plural === plural && each.group === group.join('.'),
    );
    return core ?? discovery.resource(group.join('.'), undefined, plural);
  });
  return (await Promise.all(found)).filter(each => each !== undefined);
}

/** Runs the collect command as a user does, in a shell. */
async function collectByKubectl(
  lab: Lab,
  folder: string,
  command: string,
): Promise<string> {
  const kubeconfig = path.join(folder, '..', `${path.basename(folder)}.kc`);
  fs.writeFileSync(kubeconfig, lab.cluster.kubeConfig.exportConfig(), {
    mode: 0o600,
  });
  try {
    // Its exit code is that of the last kubectl, and a kind that is not served is an error.
    await promisify(exec)(`${command} || true`, {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, KUBECONFIG: kubeconfig },
    });
    return path.join(folder, 'dpf-dump');
  } finally {
    fs.rmSync(kubeconfig);
  }
}

/** Writes what the collect command writes: a file for each resource, and none for what is not served. */
async function collectWithoutKubectl(
  lab: Lab,
  folder: string,
  command: string,
): Promise<string> {
  const resources = [
    ...(await servedOf(lab, command)),
    CORE_RESOURCES.customResourceDefinitions,
  ];
  for (const resource of resources) {
    const items = await lab.api.client
      .listAll<KubeObject>(resource)
      .catch(error => {
        if (isNotFound(error)) {
          return [];
        }
        throw error;
      });
    const { plural, group } = resource;
    fs.writeFileSync(
      path.join(
        folder,
        `${group ? `${plural}.${group}` : plural}${ALL_OBJECTS}`,
      ),
      stringify({ apiVersion: 'v1', kind: 'List', items }),
    );
  }
  return folder;
}

/** The folder of the dump. */
function collect(lab: Lab, folder: string, command: string): Promise<string> {
  return Kubectl.isHere()
    ? collectByKubectl(lab, folder, command)
    : collectWithoutKubectl(lab, folder, command);
}

describe.each(SHAPES)('explain, for DPF %s', (_, options) => {
  let lab: Lab;
  let viewer: ClusterViewer;
  let folder: string;
  const clusters: ClusterHandle[] = [];

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dpf-dump-'));
    lab = await Lab.start({ light: true, ...options });
    lab.startControllers();
    viewer = await ClusterViewer.start(lab.cluster);
    const create = (
      namespace: string,
      name: string,
      keepalived: Parameters<typeof kamajiCluster>[1] & {
        nodeSelector?: Record<string, string>;
      },
    ) =>
      ClusterHandle.create(lab.api, namespace, kamajiCluster(name, keepalived));
    const vip = '10.66.66.66';
    const blue = await create('team-a', 'blue', { vip, virtualRouterID: 126 });
    await blue.ready();
    const green = await create('team-b', 'green', {
      vip,
      virtualRouterID: 127,
    });
    await green.conditionWhen('Created', 'AddressInUse');
    const red = await create('team-b', 'red', {
      vip: '10.66.66.67',
      virtualRouterID: 128,
      nodeSelector: { nowhere: 'true' },
    });
    clusters.push(blue, green, red);
  });

  afterAll(async () => {
    await viewer?.stop();
    await lab?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const explain = async (...args: string[]) => {
    const { code, output } = await runControllersCommand(
      'explain',
      ...args,
      '--output',
      'json',
    );
    const explanation: Explanation = JSON.parse(
      output.slice(0, output.lastIndexOf('\n}') + 2),
    );
    return { code, explanation };
  };

  const shownNow = (): Shown =>
    Object.fromEntries(
      clusters.map(({ created }) => [
        `${created.metadata.namespace}/${created.metadata.name}`,
        shown(viewer.findingsNow(created)),
      ]),
    );

  /** Collects all again where a finding opens or closes meanwhile, because such a dump is of no single moment. */
  const collectAtOneMoment = async (commands: string[]) => {
    for (let attempt = 1; ; attempt += 1) {
      const seen = shownNow();
      let dump = folder;
      for (const command of commands) {
        dump = await collect(lab, folder, command);
      }
      const after = shownNow();
      if (isDeepStrictEqual(after, seen)) {
        return { dump, seen };
      }
      if (attempt === MOST_COLLECTIONS) {
        // Prints which finding does not come to rest.
        expect(after).toEqual(seen);
      }
    }
  };

  it('finds in a dump what a portal finds at that moment, but for what needs a probe', async () => {
    for (const { created } of clusters) {
      await viewer.findingsWhen(
        created,
        'are those of its trouble',
        all =>
          created.metadata.name === 'blue' ||
          all.some(({ blocking }) => blocking),
      );
    }
    // Where the guide's group is served too, the first dump lacks its kinds.
    const everything = collectEverything();
    const { collect: more = [] } = (
      await explain(await collect(lab, folder, everything))
    ).explanation;
    const { dump, seen } = await collectAtOneMoment([everything].concat(more));
    const { code, explanation } = await explain(dump);
    expect(code).toBe(1);
    const { missing } = explanation;
    expect(
      missing.filter(
        ({ source }) => !['probe', 'Secret', 'portal'].includes(source),
      ),
    ).toEqual([]);
    const unknown = missing.flatMap(({ notChecked }) => notChecked);
    const checked = (all: Shown) =>
      Object.fromEntries(
        Object.entries(all).map(([name, findings]) => [
          name,
          findings?.filter(({ which }) => !unknown.includes(which)),
        ]),
      );
    const explained = Object.fromEntries(
      explanation.clusters.map(({ namespace, name, findings }) => [
        `${namespace}/${name}`,
        shown(findings),
      ]),
    );
    expect(checked(explained)).toEqual(checked(seen));
    expect(
      explanation.clusters
        .find(({ name }) => name === 'green')
        ?.findings.map(({ code: which }) => which),
    ).toContain('AddressInUse');
    expect(
      explanation.roles.filter(({ runBy }) => runBy === 'portal'),
    ).toHaveLength(3);
  });

  it('finds what is in the way of a cluster that does not exist', async () => {
    const file = path.join(folder, '..', `${path.basename(folder)}.yaml`);
    const wanted = kamajiCluster('new', {
      vip: '10.66.66.66',
      virtualRouterID: 9,
    });
    fs.writeFileSync(
      file,
      stringify({
        apiVersion: 'provisioning.dpu.nvidia.com/v1alpha1',
        kind: 'DPUCluster',
        ...wanted,
        metadata: { ...wanted.metadata, namespace: 'team-c' },
      }),
    );
    const { explanation } = await explain(folder, '--if-new-cluster', file);
    fs.rmSync(file);
    expect(explanation.whatIf?.newClusters).toMatchObject([
      {
        namespace: 'team-c',
        name: 'new',
        findings: expect.arrayContaining([
          expect.objectContaining({ code: 'AddressInUse' }),
        ]),
      },
    ]);
  });
});
