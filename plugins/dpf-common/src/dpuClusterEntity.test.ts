import { createHash } from 'crypto';
import {
  DPU_CLUSTER_GROUPS,
  parseDpuClusterRef,
  stringifyDpuClusterRef,
} from '@dpf-portal/dpf-model';
import { dpuClusterEntityName, dpuClusterEntityRef } from './dpuClusterEntity';

const ref = { managementCluster: 'lab', namespace: 'team-a', name: 'blue' };
const guide = { ...ref, group: DPU_CLUSTER_GROUPS.guide };

describe('dpuClusterEntityName', () => {
  it('should join the parts and mark the guide’s group', () => {
    expect(dpuClusterEntityName(ref)).toBe('lab.team-a.blue');
    expect(dpuClusterEntityName(guide)).toBe('lab.team-a.blue.dpf');
    expect(dpuClusterEntityRef(ref)).toBe('resource:default/lab.team-a.blue');
    expect(dpuClusterEntityRef(ref, { entityNamespace: 'dpus' })).toBe(
      'resource:dpus/lab.team-a.blue',
    );
  });

  it('should cut what is too long and keep it distinct by a hash', () => {
    const name = 'b'.repeat(60);
    const whole = `lab.team-a.${name}`;
    const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
    const cut = dpuClusterEntityName({ ...ref, name });
    expect(cut).toHaveLength(63);
    expect(cut).toBe(`${whole.slice(0, 54)}-${hash}`);
    expect(dpuClusterEntityName({ ...ref, name: `${name}x` })).not.toBe(cut);
  });

  it('should keep 63 characters whole and not end a cut part in a dash', () => {
    const name = 'b'.repeat(63 - 'lab.team-a.'.length);
    expect(dpuClusterEntityName({ ...ref, name })).toBe(`lab.team-a.${name}`);
    const dashed = `${'b'.repeat(42)}-${'c'.repeat(20)}`;
    expect(dpuClusterEntityName({ ...ref, name: dashed })).toMatch(
      /b-[0-9a-f]{8}$/,
    );
  });
});

describe('DpuClusterRef', () => {
  it.each([ref, guide])('should read back what it wrote: %j', one => {
    expect(parseDpuClusterRef(stringifyDpuClusterRef(one))).toEqual(one);
  });

  it.each(['', 'lab', 'lab/team-a', 'lab/team-a/', 'a/b/c/d', 'a/b/.dpf'])(
    'should not take %j for a ref',
    text => {
      expect(parseDpuClusterRef(text)).toBeUndefined();
    },
  );
});
