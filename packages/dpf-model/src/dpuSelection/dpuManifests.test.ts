import { aCluster } from '@dpf-portal/test-support';
import { parse } from 'yaml';
import { DPU_CLUSTER_GROUPS } from '../cluster/DpuCluster';
import { clusterLabelOf } from './clusterLabel';
import { DpuSelectorShapes, dpuManifests } from './dpuManifests';
import { readDpuSet } from './DpuSelector';

const OPERATOR = 'dpf-operator-system';
const label = clusterLabelOf({ namespace: 'team-b', name: 'green' });
const SINCE_25_10: DpuSelectorShapes = {
  dpuSet: {
    version: 'v1alpha1',
    hostSelector: 'dpuNodeSelector',
    clusterSelector: 'selector',
    strategies: ['OnDelete', 'RollingUpdate'],
    drain: 'boolean',
  },
  dpuDeployment: {
    version: 'v1alpha1',
    hostSelector: 'dpuNodeSelector',
    clusterSelector: 'dpuClusterSelector',
    strategies: ['OnDelete', 'RollingUpdate'],
    drain: 'boolean',
  },
};
const OF_24_10: DpuSelectorShapes = {
  dpuSet: {
    version: 'v1alpha1',
    hostSelector: 'nodeSelector',
    strategies: ['Recreate', 'RollingUpdate'],
    drain: 'object',
  },
};

function manifestsOf(
  options: Partial<Parameters<typeof dpuManifests>[0]> = {},
) {
  return dpuManifests({
    cluster: aCluster({ metadata: { labels: { [label.key]: label.value } } }),
    label,
    namespace: OPERATOR,
    shapes: SINCE_25_10,
    known: { dpuSets: [], dpuDeployments: [] },
    operatorConfig: undefined,
    ...options,
  });
}

describe('dpuManifests', () => {
  it('writes a DPUSet that selects this cluster, and hosts by a label of their own', () => {
    const { manifests, hostCommand, notes, label: shown } = manifestsOf();
    const [{ yaml, ...dpuSet }] = manifests;
    expect(dpuSet).toEqual({
      kind: 'DPUSet',
      namespace: OPERATOR,
      name: 'team-b-green',
      toReplace: [
        'spec.dpuTemplate.spec.bfb.name',
        'spec.dpuTemplate.spec.dpuFlavor',
      ],
    });
    expect(parse(yaml)).toEqual({
      apiVersion: `${DPU_CLUSTER_GROUPS.released}/v1alpha1`,
      kind: 'DPUSet',
      metadata: { name: 'team-b-green', namespace: OPERATOR },
      spec: {
        strategy: { type: 'OnDelete' },
        dpuNodeSelector: {
          matchLabels: { 'dpf-portal.io/cluster': 'team-b.green' },
        },
        dpuTemplate: {
          spec: {
            bfb: { name: 'my-bfb' },
            dpuFlavor: 'my-dpu-flavor',
            nodeEffect: { drain: true },
            cluster: {
              selector: {
                matchLabels: { 'dpf-portal.io/cluster': 'team-b.green' },
              },
            },
          },
        },
      },
    });
    expect(yaml).toContain('# Provisioning a DPU may reboot its host.');
    expect(yaml).toContain('name: my-bfb # Replace: the BFB to install.');
    expect(hostCommand).toBe(
      `kubectl -n ${OPERATOR} label dpunode HOST dpf-portal.io/cluster=team-b.green`,
    );
    expect(shown.isSet).toBe(true);
    expect(notes).toEqual([]);
  });

  it('writes a DPUDeployment with a name that DPF takes', () => {
    const cluster = aCluster({ metadata: { name: 'green-with-a-long-name' } });
    const [, { yaml, name, toReplace }] = manifestsOf({ cluster }).manifests;
    expect(name.length).toBeLessThanOrEqual(20);
    expect(name).toMatch(/^team-b-gree-[0-9a-f]{8}$/);
    expect(parse(yaml)).toMatchObject({
      apiVersion: 'svc.dpu.nvidia.com/v1alpha1',
      kind: 'DPUDeployment',
      spec: {
        dpus: {
          dpuSetStrategy: { type: 'OnDelete' },
          nodeEffect: { drain: true },
          dpuSets: [
            {
              nameSuffix: 'dpus',
              dpuClusterSelector: { [label.key]: label.value },
            },
          ],
        },
      },
    });
    expect(toReplace).toContain('spec.services');
  });

  it('takes BFB and DPUFlavor from the other DPUSets where all agree', () => {
    const aSet = (name: string, bfb: string) =>
      readDpuSet({
        metadata: { name, namespace: OPERATOR },
        spec: {
          dpuTemplate: { spec: { bfb: { name: bfb }, dpuFlavor: 'ovn' } },
        },
      });
    const agree = manifestsOf({
      known: {
        dpuSets: [aSet('rack-1', 'bf-2.9'), aSet('rack-2', 'bf-2.9')],
        dpuDeployments: undefined,
      },
    });
    const [{ yaml, toReplace }] = agree.manifests;
    expect(yaml).toContain('name: bf-2.9 # As in DPUSet rack-1.');
    expect(toReplace).toEqual([]);
    const differ = manifestsOf({
      known: {
        dpuSets: [aSet('rack-1', 'bf-2.9'), aSet('rack-2', 'bf-3.0')],
        dpuDeployments: [],
      },
    });
    expect(differ.manifests[0].yaml).toContain('name: my-bfb');
  });

  it('drains no host that is not in the management cluster', () => {
    const [{ yaml }] = manifestsOf({
      operatorConfig: {
        metadata: { name: 'c' },
        spec: { deploymentMode: 'zero-trust' },
      },
    }).manifests;
    expect(parse(yaml).spec.dpuTemplate.spec.nodeEffect).toEqual({
      noEffect: true,
    });
  });

  it('writes what v24.10 takes, which has no cluster selector, and says so', () => {
    const { manifests, notes, hostCommand } = manifestsOf({ shapes: OF_24_10 });
    expect(manifests).toHaveLength(1);
    expect(parse(manifests[0].yaml).spec).toEqual({
      strategy: { type: 'Recreate' },
      nodeSelector: { matchLabels: { [label.key]: label.value } },
      dpuTemplate: {
        spec: {
          bfb: { name: 'my-bfb' },
          dpuFlavor: 'my-dpu-flavor',
          nodeEffect: { drain: { automaticNodeReboot: true } },
        },
      },
    });
    expect(notes).toEqual([expect.stringContaining('cannot select a cluster')]);
    expect(hostCommand).toBe(
      'kubectl label node HOST dpf-portal.io/cluster=team-b.green',
    );
  });

  it('writes none for a group without DPUSets', () => {
    const { manifests, notes, hostCommand } = manifestsOf({ shapes: {} });
    expect(manifests).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('serves no DPUSet here')]);
    expect(hostCommand).toBeUndefined();
  });

  it('says that the label is missing', () => {
    const { label: shown, notes } = manifestsOf({ cluster: aCluster() });
    expect(shown.isSet).toBe(false);
    expect(notes).toEqual([
      expect.stringContaining('which this cluster does not have yet'),
    ]);
  });
});
