import { DpfClient } from '@dpf-portal/backstage-plugin-dpf-common';
import {
  DPU_CLUSTER_GROUPS,
  Dpu,
  DpuCluster,
  clusterLabelOf,
  dpuManifests,
  feedsOf,
} from '@dpf-portal/dpf-model';
import { dpuResource, readDpuSelectors } from '@dpf-portal/dpf-world';
import { KubeObject, ResourceType } from '@dpf-portal/kube-controller';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { assignedDpu } from '../../fixtures/assignedDpu';
import { definitionsOf } from '../../fixtures/clusterDefinition';
import { kamajiCluster } from '../../fixtures/kamajiCluster';
import { Lab, LabOptions } from '../../management/Lab';
import { PlainClient } from '../../management/PlainClient';
import { BackendProcess } from '../../portal/BackendProcess';
import { dpfClientOf } from '../../portal/dpfClientOf';
import { eventually } from '../../portal/eventually';

const { released } = DPU_CLUSTER_GROUPS;
const OPERATOR = 'dpf-operator-system';
const NAMESPACE = 'dpf-clusters';
const MERGE_PATCH = 'application/merge-patch+json';
const MINUTE_MS = 60_000;

function resource(
  plural: string,
  kind: string,
  group: string = released,
): ResourceType {
  return { group, version: 'v1alpha1', plural, kind, namespaced: true };
}

const DPUS = dpuResource(released, 'v1alpha1');
const RESOURCES: Record<string, ResourceType> = {
  dpucluster: resource('dpuclusters', 'DPUCluster'),
  dpu: DPUS,
  dpuset: resource('dpusets', 'DPUSet'),
  dpunode: resource('dpunodes', 'DPUNode'),
  dpunodemaintenance: resource('dpunodemaintenances', 'DPUNodeMaintenance'),
  dpudeployment: resource(
    'dpudeployments',
    'DPUDeployment',
    'svc.dpu.nvidia.com',
  ),
};

const typed = ({ group, version, kind }: ResourceType) => ({
  apiVersion: `${group}/${version}`,
  kind,
});

const CRDS = process.env.DPF_RELEASED_CRDS;

interface Shape extends Pick<LabOptions, 'definitions' | 'kamajiDefinitions'> {
  name: string;
  selects: boolean;
}

const asReleased = (name: string): LabOptions => ({
  definitions: [path.join(CRDS ?? '', name)],
  kamajiDefinitions: path.join(CRDS ?? '', 'kamaji-26'),
});
const SHAPES: Shape[] = [
  { name: '24.10', definitions: definitionsOf('dpf-24.10'), selects: false },
  { name: '25.10', definitions: definitionsOf('dpf-25.10'), selects: true },
  ...(CRDS
    ? [
        {
          name: '24.10 as released',
          ...asReleased('dpf-24.10'),
          selects: false,
        },
        { name: '26 as released', ...asReleased('dpf-26'), selects: true },
      ]
    : []),
];

describe.each(SHAPES)(
  'The manifests that add DPUs, for DPF $name',
  ({ selects, definitions, kamajiDefinitions }) => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await Lab.start({ light: true, definitions, kamajiDefinitions });
    });
    afterAll(() => lab?.stop());

    it('are accepted by the API server, and select the cluster where DPF can', async () => {
      const { client } = lab.api;
      const label = clusterLabelOf({ namespace: NAMESPACE, name: 'blue' });
      const { metadata, ...rest } = kamajiCluster('blue', {
        vip: '10.66.67.10',
        virtualRouterID: 10,
      });
      const cluster: DpuCluster = {
        ...rest,
        apiVersion: `${released}/v1alpha1`,
        metadata: {
          ...metadata,
          namespace: NAMESPACE,
          labels: { [label.key]: label.value },
        },
      };
      const read = () =>
        readDpuSelectors({ client, group: released, namespace: OPERATOR });
      const { shapes, ...known } = await read();
      const { manifests } = dpuManifests({
        cluster,
        label,
        namespace: OPERATOR,
        shapes,
        known,
        operatorConfig: undefined,
      });
      expect(manifests.map(({ kind }) => kind)).toEqual(
        selects ? ['DPUSet', 'DPUDeployment'] : ['DPUSet'],
      );
      for (const { kind, yaml } of manifests) {
        const manifest: KubeObject = parse(yaml);
        const made = await client.create<KubeObject>(
          RESOURCES[kind.toLowerCase()],
          manifest,
        );
        // The API server drops fields that the definition does not have.
        expect(made).toMatchObject({ ...parse(yaml) });
      }
      const { shapes: served, ...live } = await read();
      const { byLabel, anyCluster, warnings } = feedsOf(cluster, live, served);
      expect(byLabel.map(name => name.split(' ')[0])).toEqual(
        selects ? ['DPUDeployment', 'DPUSet'] : [],
      );
      expect(anyCluster).toHaveLength(selects ? 0 : 1);
      expect(warnings).toHaveLength(selects ? 0 : 1);
    });
  },
);

describe('DPUs of a cluster, by the portal and on a real API server,', () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), 'selection-'));
  const ref = {
    managementCluster: 'local',
    namespace: NAMESPACE,
    name: 'asked',
  };
  let lab: Lab;
  let backend: BackendProcess;
  let dpf: DpfClient;
  let admin: PlainClient;
  let cluster: DpuCluster;

  beforeAll(async () => {
    lab = await Lab.start({
      light: true,
      ...(CRDS
        ? asReleased('dpf-26')
        : { definitions: definitionsOf('dpf-25.10') }),
    });
    admin = await PlainClient.fromKubeconfig(
      lab.cluster.kubeConfig.exportConfig(),
    );
    backend = await BackendProcess.forLab(lab, {
      stateDir,
    });
    await backend.start();
    dpf = dpfClientOf(backend);
  });

  afterAll(async () => {
    await backend?.stop();
    admin?.close();
    await lab?.stop();
    fs.rmSync(stateDir, { recursive: true, force: true });
  });

  /** Does what the commands of a remedy say, as kubectl would. */
  async function follow(remedy: string): Promise<void> {
    const { client } = lab.api;
    for (const [, command] of remedy.matchAll(/`kubectl ([^`]+)`/g)) {
      const [, namespace, verb, kind, ...rest] = command.split(' ');
      const [name, change = ''] = rest;
      const target = RESOURCES[kind];
      if (verb === 'annotate') {
        const [key, value] = change.endsWith('-')
          ? [change.slice(0, -1), null]
          : change.split('=');
        await client.mergePatch<KubeObject>(
          target,
          { namespace, name },
          { metadata: { annotations: { [key]: value } } },
        );
      } else if (verb === 'delete') {
        for (const each of rest) {
          await client.delete(target, { namespace, name: each });
        }
      }
    }
  }

  async function addDpu(
    name: string,
    change: { set?: string; spec?: object; status?: object } = {},
  ): Promise<void> {
    const { metadata, spec, ...dpu } = assignedDpu(name, cluster);
    const { set } = change;
    await lab.api.client.create<Dpu>(DPUS, {
      ...dpu,
      metadata: {
        ...metadata,
        namespace: OPERATOR,
        labels: set
          ? {
              [`${released}/dpuset-name`]: set,
              [`${released}/dpuset-namespace`]: OPERATOR,
            }
          : {},
      },
      spec: { ...spec, ...change.spec },
    });
    await play(name, change.status ?? { phase: 'Pending' });
  }

  /** Writes the status of a DPU, as DPF does. */
  async function play(name: string, status: object): Promise<void> {
    await lab.api.client.mergePatch<Dpu>(
      DPUS,
      { namespace: OPERATOR, name },
      { status },
      { subresource: 'status' },
    );
  }

  const condition = (
    type: string,
    status: 'True' | 'False',
    reason: string,
    message = '',
    minutesAgo = 20,
  ) => ({
    type,
    status,
    reason,
    message,
    lastTransitionTime: new Date(Date.now() - minutesAgo * MINUTE_MS)
      .toISOString()
      .replace(/\.\d+/, ''),
  });

  const view = async () => (await dpf.getDpuCluster(ref)).item;
  const finding = (code: string) =>
    eventually(`the portal reports ${code}`, async () =>
      (await view()).findings.find(found => found.code === code),
    );
  const without = (code: string) =>
    eventually(`the portal does not report ${code} any more`, async () =>
      (await view()).findings.every(found => found.code !== code)
        ? true
        : undefined,
    );
  const assigned = (number: number) =>
    eventually(`the portal knows ${number} DPUs`, async () =>
      (await view()).dpus.assigned === number ? true : undefined,
    );
  const labels = async () =>
    (
      await lab.api.client.get<DpuCluster>(RESOURCES.dpucluster, {
        namespace: NAMESPACE,
        name: 'asked',
      })
    ).metadata.labels;

  it('come by a manifest that selects the requested cluster by its label', async () => {
    const request = {
      requestId: 'selection',
      name: 'asked',
      type: 'kamaji',
      labels: { tier: 'gold' },
    };
    const { warnings } = await dpf.createDpuCluster(request);
    expect(warnings).toEqual([]);
    expect(await labels()).toEqual({
      tier: 'gold',
      'dpf-portal.io/cluster': 'dpf-clusters.asked',
    });
    cluster = await lab.api.clusterReady(
      await lab.api.client.get<DpuCluster>(RESOURCES.dpucluster, {
        namespace: NAMESPACE,
        name: 'asked',
      }),
    );
    const { manifests, label, hostCommand, notes } = await dpf.getDpuManifests(
      ref,
    );
    expect(label.isSet).toBe(true);
    expect(notes).toEqual([]);
    expect(hostCommand).toBe(
      'kubectl -n dpf-operator-system label dpunode HOST dpf-portal.io/cluster=dpf-clusters.asked',
    );
    for (const { kind, yaml } of manifests) {
      await lab.api.client.create<KubeObject>(
        RESOURCES[kind.toLowerCase()],
        parse(yaml),
      );
    }
    const { feeds } = await dpf.getDpuManifests(ref);
    expect(feeds).toEqual({
      byLabel: [
        'DPUDeployment dpf-operator-system/dpf-clusters-asked',
        'DPUSet dpf-operator-system/dpf-clusters-asked',
      ],
      anyCluster: [],
      warnings: [],
    });
  });

  it('are lost by an edit of labels only when their number is confirmed, and kubectl is warned', async () => {
    const rack = {
      ...typed(RESOURCES.dpuset),
      metadata: { name: 'rack-1', namespace: OPERATOR },
      spec: {
        strategy: { type: 'OnDelete' },
        dpuTemplate: {
          spec: {
            bfb: { name: 'bf' },
            dpuFlavor: 'flavor',
            nodeEffect: { noEffect: true },
            cluster: { selector: { matchLabels: { tier: 'gold' } } },
          },
        },
      },
    };
    await lab.api.client.create<KubeObject>(RESOURCES.dpuset, rack);
    await addDpu('dpu-1', { set: 'rack-1' });
    await addDpu('dpu-2', { set: 'rack-1' });
    await assigned(2);
    const change = { labels: { tier: null } };

    const { labelChange } = await dpf.updateDpuCluster(ref, change, {
      dryRun: true,
    });
    expect(labelChange).toMatchObject({
      deletes: 2,
      losses: [{ name: 'rack-1', dpus: ['dpu-1', 'dpu-2'], when: 'atOnce' }],
    });
    for (const confirmDpus of [undefined, 1]) {
      await expect(
        dpf.updateDpuCluster(ref, change, { confirmDpus }),
      ).rejects.toMatchObject({
        statusCode: 409,
        body: { error: { labelChange } },
      });
    }
    expect(await labels()).toHaveProperty('tier', 'gold');

    const named =
      'DPUSet dpf-operator-system/rack-1 no longer selects this cluster by its labels: DPF deletes its DPUs in this cluster at once.';
    const url = `/apis/${released}/v1alpha1/namespaces/${NAMESPACE}/dpuclusters/asked?dryRun=All`;
    await eventually('kubectl is warned', async () => {
      const { warnings } = await admin.request(
        'PATCH',
        url,
        { metadata: { labels: { tier: null } } },
        MERGE_PATCH,
      );
      return warnings.some(warning => warning.includes(named))
        ? true
        : undefined;
    });
    const harmless = await admin.request(
      'PATCH',
      url,
      { metadata: { labels: { zone: 'a' } } },
      MERGE_PATCH,
    );
    expect(harmless.status).toBe(200);
    expect(harmless.warnings.join()).not.toContain('rack-1');

    await dpf.updateDpuCluster(ref, change, { confirmDpus: 2 });
    expect(await labels()).not.toHaveProperty('tier');
    // DPF would delete them now.
    await lab.api.client.delete(DPUS, { namespace: OPERATOR, name: 'dpu-1' });
    await lab.api.client.delete(DPUS, { namespace: OPERATOR, name: 'dpu-2' });
    await assigned(0);
  });

  it('that failed are gone after the advice', async () => {
    await addDpu('dpu-3', {
      status: {
        phase: 'Error',
        conditions: [
          condition('OSInstalled', 'False', 'Failed', 'the BFB does not boot'),
        ],
      },
    });
    const { sentence, remedy } = await finding('DpusFailed');
    expect(sentence).toContain('the BFB does not boot');
    expect((await view()).dpus.failed).toEqual(['dpu-3']);
    await follow(remedy);
    await without('DpusFailed');
  });

  it('that wait for a person go on after the advice', async () => {
    const { client } = lab.api;
    const node = 'host-of-dpu-4';
    await client.create<KubeObject>(RESOURCES.dpunodemaintenance, {
      ...typed(RESOURCES.dpunodemaintenance),
      metadata: {
        name: `${node}-hold`,
        namespace: OPERATOR,
        annotations: { [`${released}/wait-for-external-nodeeffect`]: 'true' },
      },
      ...{ spec: { dpuNodeName: node } },
    });
    await client.create<KubeObject>(RESOURCES.dpunode, {
      ...typed(RESOURCES.dpunode),
      metadata: {
        name: node,
        namespace: OPERATOR,
        annotations: { [`${released}/dpunode-external-reboot-required`]: '' },
      },
      ...{ spec: { nodeRebootMethod: { external: {} } } },
    });
    await addDpu('dpu-4', {
      spec: { nodeEffect: { hold: true } },
      status: { phase: 'Node Effect' },
    });
    const held = await finding('DpusHeld');
    expect(held.evidence).toMatchObject({ hold: [node] });
    await follow(held.remedy);
    const released_ = await client.get<KubeObject>(
      RESOURCES.dpunodemaintenance,
      { namespace: OPERATOR, name: `${node}-hold` },
    );
    expect(released_.metadata.annotations).toEqual({
      [`${released}/wait-for-external-nodeeffect`]: 'false',
    });
    // DPF goes on, up to the reboot.
    await play('dpu-4', {
      phase: 'Rebooting',
      rebootStatus: { phase: 'Pending', reason: 'WaitForExternalReboot' },
    });
    const rebooting = await eventually(
      'the portal asks for a reboot',
      async () =>
        (await view()).findings.find(({ evidence }) => evidence?.reboot),
    );
    expect(rebooting.code).toBe('DpusHeld');
    await follow(rebooting.remedy);
    const rebooted = await client.get<KubeObject>(RESOURCES.dpunode, {
      namespace: OPERATOR,
      name: node,
    });
    expect(rebooted.metadata.annotations ?? {}).toEqual({});
    await play('dpu-4', { phase: 'DPU Cluster Config', rebootStatus: null });
    await without('DpusHeld');
    await client.delete(DPUS, { namespace: OPERATOR, name: 'dpu-4' });
    await assigned(0);
  });

  it('that are lost are back after they have joined again', async () => {
    const name = 'asked-host-1-dpu0';
    await lab.cluster.dpus.provision(
      { namespace: NAMESPACE, name: 'asked' },
      [name],
      { paceMs: 0 },
    );
    await eventually('the DPU has joined', async () =>
      (await view()).dpus.joined === 1 ? true : undefined,
    );
    // The DPUSet of the played DPF selects this cluster and no other.
    const { feeds } = await dpf.getDpuManifests(ref);
    expect(feeds.anyCluster).toEqual([]);
    await addDpu('dpu-5', {
      status: {
        phase: 'Ready',
        conditions: [condition('Ready', 'True', 'Ready', '', 60)],
        operationalConditions: [
          condition(
            'OperationalReady',
            'False',
            'Error',
            'Node is missing from cluster',
          ),
        ],
      },
    });
    const lost = await finding('DpuLost');
    expect(lost).toMatchObject({
      sentence: expect.stringContaining('on 1 host: host-of-dpu-5 (1 DPU)'),
      evidence: { dpus: ['dpu-5'], hosts: ['host-of-dpu-5'] },
    });
    await lab.cluster.dpus.join({ namespace: NAMESPACE, name: 'asked' }, [
      'dpu-5',
    ]);
    await without('DpuLost');
  });

  it('that are left when their DPUSet is gone block the deletion in the same words everywhere, and the advice frees it', async () => {
    const uid = cluster.metadata.uid ?? '';
    await addDpu('dpu-6', { set: 'rack-9' });
    await assigned(3);
    const refusal = await dpf
      .deleteDpuCluster(ref, { uid, dryRun: true })
      .catch(error => error.body.error.message);
    expect(refusal).toContain('if it is still there');
    // The policy would stop kubectl too.
    await lab.api.withoutPolicy('dpf-portal-dpuclusters-deletion', async () => {
      await lab.api.client.delete(RESOURCES.dpucluster, {
        namespace: NAMESPACE,
        name: 'asked',
      });
      return true;
    });
    const { sentence, remedy } = await finding('DeletionBlocked');
    expect(refusal).toBe(`${sentence} ${remedy}`);
    const { items } = await eventually('an Event says it', async () => {
      const events = await dpf.getEvents(ref);
      return events.items.some(({ reason }) => reason === 'DeletionBlocked')
        ? events
        : undefined;
    });
    expect(items.map(({ message }) => message)).toContain(sentence);
    // The DPUSets are deleted with their DPUs; rack-9 is gone, so its DPU is deleted by name.
    await lab.api.client.delete(RESOURCES.dpuset, {
      namespace: OPERATOR,
      name: 'join-dpf-clusters-asked',
    });
    for (const name of ['dpu-5', 'dpu-6']) {
      await follow(`\`kubectl -n ${OPERATOR} delete dpu ${name}\``);
    }
    await lab.api.clusterGone(cluster);
  });
});
