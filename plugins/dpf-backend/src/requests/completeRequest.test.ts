import { DpuClusterRequest } from '@dpf-portal/dpf-model';
import { requestDigest } from './completeRequest';

const REQUEST = {
  requestId: 'task-1',
  name: 'blue',
  type: 'kamaji',
  labels: { zone: 'a', rack: '7' },
  keepalived: { vip: '10.66.66.70', nodeSelector: { a: '1', b: '2' } },
};

describe('requestDigest', () => {
  it('is the same whatever the order of the keys', () => {
    expect(requestDigest(REQUEST)).toMatch(/^[0-9a-f]{64}$/);
    expect(
      requestDigest({
        keepalived: { nodeSelector: { b: '2', a: '1' }, vip: '10.66.66.70' },
        labels: { rack: '7', zone: 'a' },
        type: 'kamaji',
        name: 'blue',
        requestId: 'task-1',
      }),
    ).toBe(requestDigest(REQUEST));
  });

  it.each<Partial<DpuClusterRequest>>([
    { maxNodes: 10 },
    { labels: { zone: 'a' } },
    { labels: { zone: 'a', rack: '8' } },
    { labels: { zone: 'a', rack: '' } },
    { keepalived: { vip: '10.66.66.70' } },
    { kubeconfigUpload: 'handle' },
    { network: 'lab' },
  ])('is another with %j', change => {
    expect(requestDigest({ ...REQUEST, ...change })).not.toBe(
      requestDigest(REQUEST),
    );
  });
});
