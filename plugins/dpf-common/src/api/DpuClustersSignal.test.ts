import { signalConcerns, signalKeyOf } from './DpuClustersSignal';

const BLUE = signalKeyOf('epoch-1', 'blue');
const GREEN = signalKeyOf('epoch-1', 'green');

describe('signalConcerns', () => {
  it('concerns the cluster whose key the signal holds, and no other', () => {
    const signal = { keys: [GREEN, BLUE] };
    expect(signalConcerns(signal, BLUE)).toBe(true);
    expect(signalConcerns({ keys: [GREEN] }, BLUE)).toBe(false);
  });

  it('concerns every cluster when all changed', () => {
    expect(signalConcerns({ all: true }, BLUE)).toBe(true);
  });

  it('concerns a page whose answer came from a replica with another secret', () => {
    const fromOtherReplica = signalKeyOf('epoch-2', 'green');
    expect(signalConcerns({ keys: [fromOtherReplica] }, BLUE)).toBe(true);
  });

  it('concerns a page without an answer', () => {
    expect(signalConcerns({ keys: [GREEN] }, undefined)).toBe(true);
  });
});
