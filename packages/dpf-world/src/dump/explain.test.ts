import {
  aCluster,
  aControlPlane,
  aDpu,
  aNode,
  keepalivedOn,
} from '@dpf-portal/test-support';
import { DpuCluster, TenantControlPlane } from '@dpf-portal/dpf-model';
import { KubeObject } from '@dpf-portal/kube-controller';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Dump, DumpDocument } from './Dump';
import { explain } from './explain';
import { explanationMarkdown } from './explanationMarkdown';
import { renderExplanation } from './renderExplanation';
import { collectEverything } from './whatIsMissing';

const AT = '2026-11-24T14:00:25Z';
const API = 'provisioning.dpu.nvidia.com/v1alpha1';
const OPERATOR = 'dpf-operator-system';

function aList(...items: object[]): DumpDocument {
  return { value: { apiVersion: 'v1', kind: 'List', items } };
}

/** As the collect command writes it. */
function all(resource: string, ...items: object[]): DumpDocument {
  return { ...aList(...items), allOf: resource };
}

function typed<T extends KubeObject>(
  apiVersion: string,
  kind: string,
  object: T,
  namespace?: string,
): T {
  return {
    ...object,
    apiVersion,
    kind,
    metadata: { ...object.metadata, ...(namespace ? { namespace } : {}) },
  };
}

const green = aCluster({
  status: {
    phase: 'Ready',
    nodesCount: 0,
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        lastTransitionTime: AT,
        reason: 'HealthCheckPassed',
        message: '',
      },
    ],
  },
});

const blue = aCluster({
  metadata: { name: 'blue', namespace: 'team-a', uid: 'uid-blue' },
});

function tcp(change: Partial<TenantControlPlane> = {}): KubeObject {
  return typed(
    'kamaji.clastix.io/v1alpha1',
    'TenantControlPlane',
    {
      ...aControlPlane({
        kubernetesResources: { version: { status: 'Ready' } },
      }),
      ...change,
    },
    'team-b',
  );
}

const daemonSet = typed('apps/v1', 'DaemonSet', keepalivedOn(3), 'team-b');
const node = (name: string, label = 'true') =>
  typed('v1', 'Node', aNode(name, label));

/** DPF's own controller holds it. */
const lease = (name: string) => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, namespace: OPERATOR },
  spec: { holderIdentity: 'vendor', leaseDurationSeconds: 15, renewTime: AT },
});

/** Everything of a cluster that is fine. */
function whole(cluster: DpuCluster = green): DumpDocument[] {
  return [
    all('dpuclusters.provisioning.dpu.nvidia.com', cluster),
    all('dpus.provisioning.dpu.nvidia.com'),
    all('dpusets.provisioning.dpu.nvidia.com'),
    all('dpudeployments.svc.dpu.nvidia.com'),
    all('tenantcontrolplanes.kamaji.clastix.io', tcp()),
    all('datastores.kamaji.clastix.io', {
      apiVersion: 'kamaji.clastix.io/v1alpha1',
      kind: 'DataStore',
      metadata: { name: 'default' },
    }),
    all('dpfoperatorconfigs.operator.dpu.nvidia.com'),
    all('nodes', node('n1')),
    all('services'),
    all('configmaps'),
    all('daemonsets.apps', daemonSet),
    all('deployments.apps'),
    all(
      'leases.coordination.k8s.io',
      lease('kamaji-cluster-manager.dpu.nvidia.com'),
      lease('provisioning.dpu.nvidia.com'),
    ),
  ];
}

function only(...documents: DumpDocument[]) {
  return explain(Dump.of(documents));
}

describe('explain', () => {
  it('finds what a portal finds, at the time of the dump', async () => {
    const found = await only(
      ...whole(),
      all('dpuclusters.provisioning.dpu.nvidia.com', blue),
    );
    expect(found).toMatchObject({
      at: '2026-11-24T14:00:25.000Z',
      atIs: 'latestInDump',
      needsSomebody: true,
    });
    const ofBlue = found.clusters.find(({ name }) => name === 'blue');
    expect(ofBlue?.findings.map(({ code }) => code)).toContain('AddressInUse');
    expect(found.roles.find(({ role }) => role === 'kamaji')).toMatchObject({
      runBy: 'vendor',
      holder: 'vendor',
    });
  });

  it('takes the time that is given', async () => {
    const now = Date.parse('2026-11-25T00:00:00Z');
    const found = await explain(Dump.of(whole()), { now });
    expect(found).toMatchObject({
      at: '2026-11-25T00:00:00.000Z',
      atIs: 'given',
    });
    // The Lease has long expired by then.
    expect(found.roles.map(({ runBy }) => runBy)).not.toContain('vendor');
  });

  it('concludes nothing from what the dump lacks, and names it', async () => {
    const creating = aCluster({
      metadata: { creationTimestamp: '2026-11-24T13:00:00Z' },
    });
    const found = await only(aList(creating), aList(node('n1')));
    const codes = found.clusters[0].findings.map(({ code }) => code);
    expect(codes).not.toContain('ControlPlaneRefused');
    expect(codes).not.toContain('NoManagerForType');
    expect(codes).not.toContain('KamajiMissing');
    const without = found.missing.find(
      ({ source }) => source === 'TenantControlPlane',
    );
    expect(without).toMatchObject({
      sentence: 'No TenantControlPlane in the dump.',
      command: 'kubectl get tenantcontrolplanes.kamaji.clastix.io -A -o yaml',
    });
    expect(without?.notChecked).toContain('ControlPlaneRefused');
    expect(found.missing.map(({ source }) => source)).not.toContain('Node');
    expect(found.collect).toContain('tenantcontrolplanes.kamaji.clastix.io');
    expect(found.collect).not.toMatch(/ nodes /);
  });

  it('does say that a control plane is missing where the dump has all of them', async () => {
    const creating = aCluster({
      metadata: { creationTimestamp: '2026-11-24T13:00:00Z' },
    });
    const found = await only(
      ...whole(creating).filter(
        ({ allOf }) => allOf !== 'tenantcontrolplanes.kamaji.clastix.io',
      ),
      all('tenantcontrolplanes.kamaji.clastix.io'),
    );
    expect(found.clusters[0].findings.map(({ code }) => code)).toContain(
      'ControlPlaneRefused',
    );
  });

  it('takes a dump of one namespace for no more than that', async () => {
    const found = await only(
      aList(green, blue),
      aList(tcp(), daemonSet),
      aList({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'x', namespace: 'team-a' },
      }),
    );
    expect(found.missing).toContainEqual(
      expect.objectContaining({
        sentence: 'No TenantControlPlane of namespace team-a in the dump.',
      }),
    );
    expect(found.roles.map(({ runBy }) => runBy)).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('misses nothing but probes, Secrets and the portal in a whole dump', async () => {
    const found = await only(...whole(), {
      ...aList(),
      allOf: 'customresourcedefinitions.apiextensions.k8s.io',
    });
    expect(found.missing.map(({ source }) => source)).toEqual(
      expect.arrayContaining(['probe']),
    );
    expect(
      found.missing.filter(
        ({ source }) => !['probe', 'Secret', 'portal'].includes(source),
      ),
    ).toEqual([]);
    expect(found.collect).toBeUndefined();
  });

  it('reads no Secret, whatever the dump has', async () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'green-admin-kubeconfig', namespace: 'team-b' },
      data: { 'admin.conf': 'c2VjcmV0LWtleQ==' },
    };
    const found = await only(...whole(), aList(secret));
    expect(found.read.ignored).toEqual({ Secret: 1 });
    for (const text of [
      JSON.stringify(found),
      renderExplanation(found),
      explanationMarkdown(found),
    ]) {
      expect(text).not.toContain('c2VjcmV0');
    }
  });

  it('says the same whatever the order of the documents', async () => {
    const documents = [...whole(), aList(blue)];
    const [one, other] = await Promise.all([
      only(...documents),
      only(...[...documents].reverse()),
    ]);
    expect(renderExplanation(other)).toBe(renderExplanation(one));
    expect(other).toEqual(one);
  });

  it('reads the shape of the API from the definition, else from the objects', async () => {
    const old = aCluster({ spec: { version: 'v1.30.2' }, status: {} });
    const assumed = await only(aList(old));
    expect(assumed.assumptions).toEqual([
      'DPUCluster of provisioning.dpu.nvidia.com: the API of DPF up to v25.7, by the fields of its objects.',
    ]);
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'dpuclusters.provisioning.dpu.nvidia.com' },
      spec: {
        group: 'provisioning.dpu.nvidia.com',
        names: { plural: 'dpuclusters' },
        versions: [
          {
            name: 'v1alpha1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                properties: {
                  status: { properties: { nodesCount: {}, version: {} } },
                },
              },
            },
          },
        ],
      },
    };
    const defined = await only(aList(old), aList(definition));
    expect(defined.assumptions).toEqual([
      'DPUCluster of provisioning.dpu.nvidia.com: the API of DPF v25.10 and later, by its definition.',
    ]);
  });

  it('shows text of objects on one line, without control characters', async () => {
    const found = await only(
      aList(
        aCluster({
          status: {
            phase: 'NotReady',
            conditions: [
              {
                type: 'Created',
                status: 'False',
                reason: 'ServiceRefused',
                message: 'no\nerror: \u001b[2J forged',
                lastTransitionTime: AT,
              },
            ],
          },
        }),
      ),
    );
    const text = renderExplanation(found);
    expect(text).toContain('forged');
    expect(text).not.toContain('\u001b');
    expect(text.split('\n')).not.toContain('error: forged');
  });

  it('renders each cluster as Copy diagnosis does', async () => {
    const text = explanationMarkdown(await only(...whole()));
    expect(text).toContain('# DPU cluster');
    expect(text).toContain('A dump has no check of the API server.');
    expect(text).toContain('A dump has no history.');
    expect(text).not.toContain('The portal has not checked');
  });
});

describe('the collect command', () => {
  it('is the one in the docs', () => {
    const docs = readFileSync(
      join(__dirname, '../../../../docs/operate.md'),
      'utf8',
    );
    // No matcher of the text, which would print the whole page.
    expect(docs.includes(collectEverything())).toBe(true);
  });
});

const GOLD = { tier: 'gold' };

function aDpuSet(name: string, labels?: Record<string, string>): object {
  return {
    apiVersion: API,
    kind: 'DPUSet',
    metadata: { name, namespace: OPERATOR },
    spec: {
      strategy: { type: 'OnDelete' },
      dpuTemplate: {
        spec: labels ? { cluster: { selector: { matchLabels: labels } } } : {},
      },
    },
  };
}

function assigned(name: string, set: string, cluster?: string): object {
  const dpu = aDpu(name, set, cluster ? 'Ready' : 'Initializing');
  return {
    ...dpu,
    kind: 'DPU',
    spec: {
      cluster: {
        ...(cluster ? { name: cluster, namespace: 'team-b' } : {}),
        selector: { matchLabels: GOLD },
      },
    },
  };
}

describe('explain --if-label', () => {
  const gold = { ...green, metadata: { ...green.metadata, labels: GOLD } };
  const documents = [
    ...whole(gold),
    all('dpusets.provisioning.dpu.nvidia.com', aDpuSet('rack-1', GOLD)),
    all(
      'dpus.provisioning.dpu.nvidia.com',
      assigned('dpu-1', 'rack-1', 'green'),
      assigned('dpu-2', 'rack-1', 'green'),
      assigned('dpu-3', 'rack-1'),
    ),
  ];

  it('names the DPUs that a label edit deletes, and where the next ones go', async () => {
    const found = await explain(Dump.of(documents), {
      ifLabels: [{ key: 'tier', value: null }],
    });
    expect(found.next).toMatchObject([
      {
        dpuSet: `${OPERATOR}/rack-1`,
        waiting: 1,
        steps: [{ count: 1, clusters: ['team-b/green'] }],
      },
    ]);
    expect(found.whatIf?.labels).toMatchObject({
      cluster: 'team-b/green',
      before: GOLD,
      after: {},
      effect: { deletes: 2 },
    });
    expect(found.whatIf?.next).toMatchObject([{ unplaced: 1, steps: [] }]);
    expect(renderExplanation(found)).toContain(
      'DPF deletes its 2 DPUs (dpu-1, dpu-2) at once (OnDelete)',
    );
  });

  it('wants to know which cluster where there are several', async () => {
    const dump = Dump.of([...documents, aList(blue)]);
    const ifLabels = [{ key: 'a', value: 'b' }];
    await expect(explain(dump, { ifLabels })).rejects.toThrow(
      /--cluster NAMESPACE\/NAME: team-a\/blue, team-b\/green/,
    );
    await expect(explain(dump, { ifLabels, cluster: 'red' })).rejects.toThrow(
      /no DPUCluster red/,
    );
    const found = await explain(dump, { ifLabels, cluster: 'team-a/blue' });
    expect(found.whatIf?.labels).toMatchObject({
      cluster: 'team-a/blue',
      effect: { deletes: 0 },
    });
  });
});

describe('explain --if-new-cluster', () => {
  const wanted = (name: string, namespace: string, vip: string) =>
    aCluster({
      metadata: { name, namespace, labels: GOLD },
      spec: {
        maxNodes: 4,
        clusterEndpoint: {
          keepalived: {
            vip,
            interface: 'br-dpu',
            virtualRouterID: 7,
            nodeSelector: { nowhere: 'true' },
          },
        },
      },
      status: {},
    });

  it('finds what is in its way, and which DPUs it gets', async () => {
    const found = await explain(
      Dump.of([
        ...whole(),
        all(
          'dpus.provisioning.dpu.nvidia.com',
          assigned('dpu-3', 'rack-1'),
          assigned('dpu-4', 'rack-1'),
        ),
      ]),
      { ifNewClusters: [wanted('red', 'team-c', '10.66.66.66')] },
    );
    const [red] = found.whatIf?.newClusters ?? [];
    expect(red.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['AddressInUse', 'NoMatchingNodes']),
    );
    expect(found.next).toMatchObject([{ waiting: 2, unplaced: 2 }]);
    expect(found.whatIf?.next).toMatchObject([
      { waiting: 2, steps: [{ count: 2, clusters: ['team-c/red'] }] },
    ]);
    expect(found.clusters.map(({ name }) => name)).toEqual(['green']);
  });

  it('says that a name is taken', async () => {
    const found = await explain(Dump.of(whole()), {
      ifNewClusters: [wanted('green', 'team-b', '10.66.66.67')],
    });
    expect(found.whatIf).toMatchObject({
      impossible: [expect.stringContaining('team-b/green exists already')],
      newClusters: [],
    });
  });
});
