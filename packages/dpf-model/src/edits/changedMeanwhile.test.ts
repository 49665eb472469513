import { aCluster } from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS } from '../annotations';
import { ExpectedValues } from '../request/DpuClusterRequest';
import { changedMeanwhile } from './changedMeanwhile';

const cluster = aCluster({
  metadata: {
    labels: { tier: 'gold' },
    annotations: {
      [DPF_ANNOTATIONS.owner]: 'Group:default/Team-A',
      [DPF_ANNOTATIONS.expires]: '2027-01-31T23:59:59.000Z',
      [DPF_ANNOTATIONS.purpose]: 'dev',
      [DPF_ANNOTATIONS.locked]: '',
    },
  },
  spec: { maxNodes: 20, version: 'v1.30.2' },
});

describe('What somebody else changed meanwhile', () => {
  it.each<[ExpectedValues]>([
    [{}],
    [{ maxNodes: 20 }],
    [{ version: '1.30.2' }],
    [{ owner: 'group:default/team-a' }],
    [{ expires: '2027-01-31' }],
    [{ purpose: 'dev', credentials: null, pausedUntil: null }],
    [{ locked: '' }],
    [{ labels: { tier: 'gold', other: null } }],
    [{ uid: 'uid-green' }],
  ])('is nothing for %j', expected => {
    expect(changedMeanwhile(cluster, expected)).toEqual([]);
  });

  it.each<[ExpectedValues, string, string]>([
    [
      { maxNodes: 10 },
      'maxNodes',
      'maxNodes is 20 now; it was 10 when this change was made.',
    ],
    [
      { version: 'v1.29.0' },
      'version',
      'version is v1.30.2 now; it was v1.29.0 when this change was made.',
    ],
    [
      { owner: null },
      'owner',
      'owner is Group:default/Team-A now; it was not set when this change was made.',
    ],
    [
      { expires: '2027-02-28' },
      'expires',
      'expires is 2027-01-31T23:59:59.000Z now; it was 2027-02-28 when this change was made.',
    ],
    [
      { pausedUntil: '2026-11-24T15:00:00Z' },
      'pausedUntil',
      'pausedUntil is not set now; it was 2026-11-24T15:00:00Z when this change was made.',
    ],
    [
      { labels: { tier: null } },
      'labels',
      'The label tier is gold now; it was not set when this change was made.',
    ],
    [
      { uid: 'uid-of-before', maxNodes: 1 },
      'uid',
      'team-b/green was deleted and created again.',
    ],
  ])('is said of %j', (expected, field, reason) => {
    expect(changedMeanwhile(cluster, expected)).toEqual([{ field, reason }]);
  });

  it('is no lock of which only a part was shown', () => {
    const long = aCluster({
      metadata: {
        annotations: { [DPF_ANNOTATIONS.locked]: 'x'.repeat(5_000) },
      },
    });
    const shown = `${'x'.repeat(251)}…`;
    expect(changedMeanwhile(long, { locked: shown })).toEqual([]);
    expect(changedMeanwhile(long, { locked: 'y' })).toHaveLength(1);
  });

  it('is a lock with an empty value too', () => {
    expect(changedMeanwhile(cluster, { locked: null })).toHaveLength(1);
  });

  it('takes a version that nobody set for the installed one', () => {
    const bare = aCluster();
    expect(changedMeanwhile(bare, { version: 'v1.29.0' })).toEqual([]);
    expect(changedMeanwhile(cluster, { version: null })).toHaveLength(1);
  });
});
