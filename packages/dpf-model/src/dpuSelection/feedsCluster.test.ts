import { aCluster } from '@dpf-portal/test-support';
import { readDpuDeployment, readDpuSet } from './DpuSelector';
import { DpuSelectorShapes } from './dpuManifests';
import { feedsOf } from './feedsCluster';
import { LabelSelector } from './LabelSelector';

const OPERATOR = 'dpf-operator-system';
const cluster = aCluster({
  metadata: { labels: { 'dpf-portal.io/cluster': 'team-b.green' } },
});
const ours = { matchLabels: { 'dpf-portal.io/cluster': 'team-b.green' } };
const theirs = { matchLabels: { 'dpf-portal.io/cluster': 'team-a.blue' } };

function aSet(name: string, selector?: LabelSelector, madeBy?: string) {
  return readDpuSet({
    metadata: {
      name,
      namespace: OPERATOR,
      ownerReferences: madeBy
        ? [
            {
              apiVersion: 'svc/v1',
              kind: 'DPUDeployment',
              name: madeBy,
              uid: 'u',
            },
          ]
        : [],
    },
    spec: { dpuTemplate: { spec: { cluster: { selector } } } },
  });
}

const shape = { version: 'v1alpha1', strategies: [] } as const;
const NEWER: DpuSelectorShapes = {
  dpuSet: {
    ...shape,
    hostSelector: 'dpuNodeSelector',
    clusterSelector: 'selector',
  },
};
const V24_10: DpuSelectorShapes = {
  dpuSet: { ...shape, hostSelector: 'nodeSelector' },
};

describe('feedsOf', () => {
  it('gives no advice that v24.10 cannot take: its DPUSets have no selector', () => {
    const { warnings } = feedsOf(
      cluster,
      { dpuSets: [aSet('rack-1')], dpuDeployments: [] },
      V24_10,
    );
    expect(warnings).toEqual([
      `DPUSet ${OPERATOR}/rack-1 has no cluster selector, because this DPF has none: it assigns every DPU to the first cluster by name, so its DPUs may come to this cluster too.`,
    ]);
  });

  it('is quiet where every DPUSet selects a cluster', () => {
    expect(
      feedsOf(
        cluster,
        {
          dpuSets: [aSet('mine', ours), aSet('blues', theirs)],
          dpuDeployments: [],
        },
        NEWER,
      ),
    ).toEqual({
      byLabel: [`DPUSet ${OPERATOR}/mine`],
      anyCluster: [],
      warnings: [],
    });
  });

  it('warns of what has no selector, once for a DPUDeployment and its DPUSets, and gives the command', () => {
    const { anyCluster, warnings } = feedsOf(
      cluster,
      {
        dpuSets: [aSet('rack-1'), aSet('net-dpus', undefined, 'net')],
        dpuDeployments: [
          readDpuDeployment({
            metadata: { name: 'net', namespace: OPERATOR },
            spec: {
              dpus: { dpuSets: [{ dpuClusterSelector: { a: 'b' } }, {}] },
            },
          }),
        ],
      },
      NEWER,
    );
    expect(anyCluster).toEqual([
      `DPUDeployment ${OPERATOR}/net`,
      `DPUSet ${OPERATOR}/rack-1`,
    ]);
    expect(warnings).toEqual([
      `DPUDeployment ${OPERATOR}/net, DPUSet ${OPERATOR}/rack-1 have no cluster selector, so DPF may assign their DPUs to this cluster too. To prevent that, set spec.dpus.dpuSets[].dpuClusterSelector: \`kubectl -n ${OPERATOR} edit dpudeployment net\`.`,
    ]);
  });

  it('says what may not be read', () => {
    expect(
      feedsOf(cluster, { dpuSets: undefined, dpuDeployments: [] }, NEWER)
        .warnings,
    ).toEqual([
      expect.stringMatching(/^DPUSets may not be read here, so it is unknown/),
    ]);
  });
});
