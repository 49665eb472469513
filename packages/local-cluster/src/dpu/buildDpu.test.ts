import { ResourceType } from '@dpf-portal/kube-controller';
import { buildDpu, buildDpuSet, dpuNames, splitDpuName } from './buildDpu';
import { phasesOf } from './dpuPhases';
import { DpuKind } from './ServedDpf';

const resource: ResourceType = {
  group: 'provisioning.dpu.nvidia.com',
  version: 'v1alpha1',
  plural: 'dpus',
  kind: 'DPU',
  namespaced: true,
};
const kind: DpuKind = {
  resource,
  namesDpuNode: true,
  hasOperationalConditions: true,
};

describe('the names of DPUs', () => {
  it.each([
    ['worker-1-dpu0', 'worker-1', 'dpu0'],
    ['dpu-2', 'dpu', '2'],
    ['alone', 'alone', 'alone'],
  ])('takes %s apart', (name, host, device) => {
    expect(splitDpuName(name)).toEqual({ host, device });
  });

  it('are labels’ values, one a host, and the same each time', () => {
    const names = dpuNames('x'.repeat(63), 3000);
    expect(new Set(names).size).toBe(3000);
    expect(names.every(name => name.length <= 63)).toBe(true);
    expect(dpuNames('blue', 2)).toEqual([
      'blue-host-1-dpu0',
      'blue-host-2-dpu0',
    ]);
  });
});

describe('buildDpu', () => {
  it('makes a DPU that belongs to no cluster yet, in either shape', () => {
    expect(buildDpu(kind, 'worker-1-dpu0').spec).toEqual(
      expect.objectContaining({
        dpuNodeName: 'worker-1',
        dpuDeviceName: 'dpu0',
        serialNumber: expect.stringMatching(/^MT[0-9A-F]{10}$/),
        cluster: { nodeLabels: expect.any(Object) },
      }),
    );
    const older = buildDpu({ ...kind, namesDpuNode: false }, 'worker-1-dpu0');
    expect(older.spec).toHaveProperty('nodeName', 'worker-1');
    expect(older.spec).not.toHaveProperty('dpuNodeName');
  });

  it('gives a DPUSet a name that is a label’s value', () => {
    const cluster = {
      metadata: { namespace: 'n'.repeat(63), name: 'c'.repeat(63) },
      spec: { type: 'kamaji' },
    };
    const { metadata } = buildDpuSet(resource, kind, cluster);
    expect(metadata.name).toHaveLength(63);
  });
});

describe('phasesOf', () => {
  it('leaves out what the schema does not know', () => {
    const phases = ['Initializing', 'OS Installing', 'Ready'];
    expect(phasesOf({ ...kind, phases }).map(({ phase }) => phase)).toEqual(
      phases,
    );
    expect(phasesOf(kind)).toHaveLength(14);
  });
});
