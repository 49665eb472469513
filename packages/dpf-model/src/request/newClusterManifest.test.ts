import { parse } from 'yaml';
import { DPF_ANNOTATIONS } from '../annotations';
import { newClusterManifest } from './newClusterManifest';

const BLUE = {
  apiVersion: 'provisioning.dpu.nvidia.com/v1alpha1',
  kind: 'DPUCluster',
  metadata: {
    name: 'blue',
    namespace: 'team-a',
    labels: { team: 'a' },
    annotations: {
      [DPF_ANNOTATIONS.owner]: 'group:default/team-a',
      [DPF_ANNOTATIONS.requestId]: 'review-1',
      [DPF_ANNOTATIONS.requestDigest]: 'abc',
    },
  },
  spec: { type: 'kamaji', maxNodes: 10 },
};

describe('newClusterManifest', () => {
  it('is the object without what belongs to one request', () => {
    expect(parse(newClusterManifest(BLUE))).toEqual({
      ...BLUE,
      metadata: {
        ...BLUE.metadata,
        annotations: { [DPF_ANNOTATIONS.owner]: 'group:default/team-a' },
      },
    });
  });

  it('has no empty annotations', () => {
    const { annotations, ...metadata } = BLUE.metadata;
    expect(newClusterManifest({ ...BLUE, metadata })).not.toContain(
      'annotations',
    );
  });
});
