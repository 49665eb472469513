import { aDpu } from '@dpf-portal/test-support';
import { DpuRecord, compareDpus, toDpuRecord } from './dpuSnapshot';

const record = (change: Partial<DpuRecord> = {}): DpuRecord => ({
  namespace: 'dpf-operator-system',
  name: 'dpu-1',
  uid: 'uid-1',
  group: 'provisioning.dpu.nvidia.com',
  phase: 'Ready',
  operational: 'True',
  ...change,
});

describe('toDpuRecord', () => {
  it('keeps state and versions', () => {
    const dpu = aDpu('dpu-1', undefined, 'Ready');
    expect(
      toDpuRecord({
        ...dpu,
        metadata: { ...dpu.metadata, uid: 'uid-1' },
        spec: {
          dpuNodeName: 'host-1',
          cluster: { namespace: 'team-a', name: 'blue' },
        },
        status: {
          phase: 'Ready',
          dpfVersion: 'v26.4.0',
          bfbVersion: '3.2',
          agentStatus: { kubeletVersion: 'v1.34.0' },
          operationalConditions: [
            {
              type: 'OperationalReady',
              status: 'False',
              reason: 'NotReady',
              message: '',
              lastTransitionTime: '2026-11-24T14:00:00Z',
            },
          ],
        },
      }),
    ).toEqual({
      namespace: 'dpf-operator-system',
      name: 'dpu-1',
      uid: 'uid-1',
      host: 'host-1',
      cluster: 'team-a/blue',
      group: 'provisioning.dpu.nvidia.com',
      phase: 'Ready',
      operational: 'False',
      bfbVersion: '3.2',
      dpfVersion: 'v26.4.0',
      kubeletVersion: 'v1.34.0',
    });
  });
});

describe('compareDpus', () => {
  it.each([
    ['is as before', {}, {}, undefined],
    ['failed', {}, { phase: 'Error' }, 'worse'],
    ['is provisioned again', {}, { phase: 'OS Installing' }, 'worse'],
    ['is being deleted', {}, { deleting: true }, 'worse'],
    ['stopped working', {}, { operational: 'False' }, 'worse'],
    ['works again', { operational: 'Unknown' }, {}, 'better'],
    ['was finished', { phase: 'Pending' }, {}, 'better'],
    [
      'got another BFB',
      { bfbVersion: '3.1' },
      { bfbVersion: '3.2' },
      'changed',
    ],
    ['went on', { phase: 'Pending' }, { phase: 'OS Installing' }, 'changed'],
    // An earlier DPF does not say whether a DPU is operational.
    [
      'is not operational, which was not said before',
      { operational: undefined },
      { operational: 'False' },
      'changed',
    ],
  ])('says of a DPU that %s', (_, before, after, kind) => {
    const { differences, same } = compareDpus(
      [record(before)],
      [record(after)],
    );
    expect(differences.map(found => found.kind)).toEqual(kind ? [kind] : []);
    expect(same).toBe(kind ? 0 : 1);
  });

  it('names missing and new ones, and those that were made again, the worst first', () => {
    const named = (name: string, change: Partial<DpuRecord> = {}) =>
      record({ name, uid: name, ...change });
    const { differences, same } = compareDpus(
      [named('a'), named('b'), named('c'), named('d', { phase: 'Error' })],
      [
        named('b', { uid: 'other' }),
        named('c', { phase: 'Error' }),
        named('d'),
        named('e'),
      ],
    );
    expect(
      differences.map(({ kind, before, after, madeAgain }) => [
        kind,
        (before ?? after)?.name,
        madeAgain ?? false,
      ]),
    ).toEqual([
      ['missing', 'a', false],
      ['worse', 'c', false],
      ['changed', 'b', true],
      ['better', 'd', false],
      ['new', 'e', false],
    ]);
    expect(same).toBe(0);
  });
});
