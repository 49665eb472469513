import { inDpuOrder } from './dpuSteps';

const types = (...names: string[]) =>
  names.map(type => ({
    type,
    status: 'True' as const,
    reason: '',
    message: '',
    lastTransitionTime: '2026-11-24T10:00:00Z',
  }));

describe('inDpuOrder', () => {
  it('sorts the conditions of either list as DPF sets them, others last', () => {
    const sorted = (...names: string[]) =>
      inDpuOrder(types(...names)).map(({ type }) => type);
    expect(
      sorted('Ready', 'B', 'OSInstalled', 'A', 'Initialized', 'Rebooted'),
    ).toEqual(['Initialized', 'OSInstalled', 'Rebooted', 'Ready', 'B', 'A']);
    expect(
      sorted('DPUServiceChainsReady', 'NodeProblemsReady', 'OperationalReady'),
    ).toEqual([
      'OperationalReady',
      'NodeProblemsReady',
      'DPUServiceChainsReady',
    ]);
  });
});
