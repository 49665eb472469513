import { aDpu } from '@dpf-portal/test-support';
import { Dpu, DPU_CLUSTER_GROUPS } from '../cluster/DpuCluster';
import { DpuSelector, readDpuDeployment, readDpuSet } from './DpuSelector';
import { labelChangeEffect, unconfirmedChange } from './labelChange';
import { LabelSelector } from './LabelSelector';

const OPERATOR = 'dpf-operator-system';

function aSet(
  name: string,
  selector?: LabelSelector,
  strategy: object = { type: 'OnDelete' },
): DpuSelector {
  return readDpuSet({
    metadata: { name, namespace: OPERATOR },
    spec: { strategy, dpuTemplate: { spec: { cluster: { selector } } } },
  });
}

function dpus(set: string, ...names: string[]): Dpu[] {
  return names.map(name => {
    const dpu = aDpu(name, set);
    return {
      ...dpu,
      metadata: {
        ...dpu.metadata,
        namespace: OPERATOR,
        labels: {
          ...dpu.metadata.labels,
          [`${DPU_CLUSTER_GROUPS.released}/dpuset-namespace`]: OPERATOR,
        },
      },
    };
  });
}

const GOLD: LabelSelector = { matchLabels: { tier: 'gold' } };
const FIVE = [
  ...dpus('rack-1', 'dpu-1', 'dpu-2', 'dpu-3'),
  ...dpus('rack-2', 'dpu-4', 'dpu-5'),
];

function change(options: Partial<Parameters<typeof labelChangeEffect>[0]>) {
  return labelChangeEffect({
    before: { tier: 'gold' },
    after: {},
    known: { dpuSets: [], dpuDeployments: [] },
    dpus: FIVE,
    ...options,
  });
}

describe('labelChangeEffect', () => {
  it('counts the DPUs of each DPUSet that selects the cluster no longer, and says when DPF deletes them', () => {
    const effect = change({
      known: {
        dpuSets: [
          aSet('rack-1', GOLD),
          aSet('rack-2', GOLD, {
            type: 'RollingUpdate',
            rollingUpdate: { maxUnavailable: 1 },
          }),
        ],
        dpuDeployments: [],
      },
    });
    expect(effect).toMatchObject({
      deletes: 5,
      selectedBy: [`DPUSet ${OPERATOR}/rack-1`, `DPUSet ${OPERATOR}/rack-2`],
      losses: [
        { name: 'rack-1', deletes: 3, when: 'atOnce' },
        { name: 'rack-2', deletes: 2, when: 'rolling', maxUnavailable: '1' },
      ],
      gains: [],
    });
    expect(effect).not.toHaveProperty('isUpperBound');
    expect(effect.sentence).toBe(
      'This change of labels deletes 5 DPUs. ' +
        `DPUSet ${OPERATOR}/rack-1 no longer selects it: DPF deletes its 3 DPUs (dpu-1, dpu-2 and 1 more) at once (OnDelete). ` +
        `DPUSet ${OPERATOR}/rack-2 no longer selects it: DPF deletes its 2 DPUs (dpu-4, dpu-5) at most 1 host at a time (RollingUpdate). ` +
        'A deleted DPU is provisioned again for another cluster, which may reboot its host.',
    );
  });

  it('counts no DPU twice where a DPUDeployment made the DPUSet, and names both', () => {
    const made = readDpuSet({
      metadata: {
        name: 'rack-1',
        namespace: OPERATOR,
        ownerReferences: [
          {
            apiVersion: 'svc.dpu.nvidia.com/v1alpha1',
            kind: 'DPUDeployment',
            name: 'net',
            uid: 'u',
          },
        ],
      },
      spec: {
        strategy: { type: 'OnDelete' },
        dpuTemplate: { spec: { cluster: { selector: GOLD } } },
      },
    });
    const effect = change({
      known: {
        dpuSets: [made],
        dpuDeployments: [
          readDpuDeployment({
            metadata: { name: 'net', namespace: OPERATOR },
            spec: {
              dpus: { dpuSets: [{ dpuClusterSelector: { tier: 'gold' } }] },
            },
          }),
        ],
      },
    });
    expect(effect).toMatchObject({
      deletes: 3,
      selectedBy: [
        `DPUSet ${OPERATOR}/rack-1`,
        `DPUDeployment ${OPERATOR}/net`,
      ],
    });
    expect(effect.sentence).toContain('(of DPUDeployment net)');
  });

  it.each<[string, DpuSelector[]]>([
    ['there is no DPUSet', []],
    ['the DPUSet takes any cluster', [aSet('rack-1'), aSet('rack-2', {})]],
    [
      'the DPUSet selects it still',
      [
        aSet('rack-1', {
          matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['x'] }],
        }),
      ],
    ],
    [
      'the DPUSet did not select it',
      [aSet('rack-1', { matchLabels: { tier: 'tin' } })],
    ],
    ['the DPUSet has no DPU here', [aSet('rack-9', GOLD)]],
    [
      'the DPUSet is another one of that name',
      [{ ...aSet('rack-1', GOLD), namespace: 'elsewhere' }],
    ],
  ])('deletes none where %s', (_, dpuSets) => {
    const effect = change({ known: { dpuSets, dpuDeployments: [] } });
    expect(effect.deletes).toBe(0);
    expect(effect.sentence).toContain('deletes no DPU.');
    expect(unconfirmedChange(effect, undefined)).toBeUndefined();
  });

  it('leaves out DPUs that are being deleted', () => {
    const [first, ...rest] = FIVE;
    const leaving = {
      ...first,
      metadata: {
        ...first.metadata,
        deletionTimestamp: '2026-11-24T14:00:00Z',
      },
    };
    const known = { dpuSets: [aSet('rack-1', GOLD)], dpuDeployments: [] };
    expect(change({ known, dpus: [leaving, ...rest] }).deletes).toBe(2);
  });

  it('names what selects the cluster from then on', () => {
    const effect = change({
      before: {},
      after: { tier: 'gold' },
      known: { dpuSets: [aSet('rack-9', GOLD)], dpuDeployments: [] },
    });
    expect(effect).toMatchObject({
      deletes: 0,
      gains: [`DPUSet ${OPERATOR}/rack-9`],
    });
    expect(effect.sentence).toContain(
      `From then on it is also selected by DPUSet ${OPERATOR}/rack-9.`,
    );
  });

  it.each([
    // Every DPU of the cluster may be of a DPUSet that selects by the label.
    [{ dpuSets: undefined, dpus: FIVE }, 5],
    [{ dpuSets: undefined, dpus: [] }, 0],
    [{ dpuSets: undefined, dpus: undefined, nodesCount: 4 }, 4],
    [{ dpuSets: undefined, dpus: undefined }, 'unknown'],
    [{ dpuSets: [aSet('rack-1', GOLD)], dpus: undefined }, 'unknown'],
    [{ dpuSets: [aSet('rack-1')], dpus: undefined }, 0],
  ])(
    'takes the worst where something may not be read: %j',
    (known, deletes) => {
      const { dpuSets, ...rest } = known;
      const effect = change({
        known: { dpuSets, dpuDeployments: [] },
        ...rest,
      });
      expect(effect.deletes).toBe(deletes);
      expect(effect.isUpperBound).toBe(deletes === 0 ? undefined : true);
      expect(effect.sentence).toMatch(
        deletes === 0 ? /deletes no DPU/ : /unknown/,
      );
    },
  );
});

describe('unconfirmedChange', () => {
  const effect = change({
    known: { dpuSets: [aSet('rack-1', GOLD)], dpuDeployments: [] },
  });

  it('wants the number of DPUs that is true now', () => {
    expect(unconfirmedChange(effect, '3')).toBeUndefined();
    expect(unconfirmedChange(effect, undefined)).toMatch(
      /deletes 3 DPUs.*repeat the request with confirmDpus=3\.$/,
    );
    for (const wrong of ['2', '4', '0', 'unknown']) {
      expect(unconfirmedChange(effect, wrong)).toContain(
        `confirmed for ${wrong}, and that has changed`,
      );
    }
  });

  it('takes “unknown” where that is what was said', () => {
    const unknown = change({
      known: { dpuSets: undefined, dpuDeployments: [] },
      dpus: undefined,
    });
    expect(unconfirmedChange(unknown, undefined)).toContain(
      'confirmDpus=unknown',
    );
    expect(unconfirmedChange(unknown, 'unknown')).toBeUndefined();
  });
});
