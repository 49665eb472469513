import { aCluster } from '@dpf-portal/test-support';
import { DPF_ANNOTATIONS } from '../annotations';
import {
  describeLock,
  lockReasonProblem,
  lockText,
  lockedAgainstDeletion,
  readLock,
} from './clusterLock';

const locked = (value: string, deletionTimestamp?: string) =>
  aCluster({
    metadata: {
      annotations: { [DPF_ANNOTATIONS.locked]: value },
      ...(deletionTimestamp && { deletionTimestamp }),
    },
  });

describe('A lock against deletion', () => {
  it.each([
    [
      lockText('user:default/ann', ' Production: until May. '),
      { by: 'user:default/ann', reason: 'Production: until May.' },
    ],
    ['Production: until May.', { reason: 'Production: until May.' }],
    ['ask http://wiki/x: first', { reason: 'ask http://wiki/x: first' }],
    ['', {}],
    ['  ', {}],
    ['a\u202eb', { reason: 'a b' }],
    ['x'.repeat(5_000), { reason: `${'x'.repeat(199)}…` }],
  ])('is read from %j', (text, lock) => {
    expect(readLock(text)).toEqual(lock);
  });

  it('is none without the annotation', () => {
    expect(readLock(undefined)).toBeUndefined();
    expect(lockedAgainstDeletion(aCluster())).toBeUndefined();
  });

  it('says who locked the cluster, why, and how to unlock it', () => {
    expect(
      lockedAgainstDeletion(locked('user:default/ann: Production until May.')),
    ).toEqual({
      sentence:
        'team-b/green is locked against deletion by user:default/ann: “Production until May”.',
      remedy:
        'Unlock it first, with the permission dpf.dpu-cluster.lock, or run: `kubectl -n team-b annotate dpuclusters.provisioning.dpu.nvidia.com green dpf-portal.io/locked-`.',
    });
  });

  it('counts also with an empty value, as kubectl may write it', () => {
    expect(lockedAgainstDeletion(locked(''))?.sentence).toBe(
      'team-b/green is locked against deletion, without a reason.',
    );
    expect(describeLock({ by: 'user:default/ann' })).toBe(
      'locked against deletion by user:default/ann, without a reason.',
    );
  });

  it('does not hold a deletion that has begun', () => {
    expect(
      lockedAgainstDeletion(locked('why', '2026-11-24T14:00:05Z')),
    ).toBeUndefined();
  });

  it.each([
    ['', 'Say why'],
    [' ', 'Say why'],
    ['x'.repeat(201), 'at most 200 characters (these are 201)'],
    ['a\nb', 'one line'],
  ])('is refused for the reason %j', (reason, problem) => {
    expect(lockReasonProblem(reason)).toContain(problem);
  });

  it('is accepted with a reason of 200 characters', () => {
    expect(lockReasonProblem('x'.repeat(200))).toBeUndefined();
  });
});
