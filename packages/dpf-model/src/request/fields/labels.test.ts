import { FREE_LABEL_KEYS, RESERVED_LABEL_KEYS } from '@dpf-portal/test-support';
import { labelsProblem, requestedLabelsProblem } from './labels';

describe('requestedLabelsProblem', () => {
  it.each(RESERVED_LABEL_KEYS)(
    'lets a request neither set, change nor remove %s',
    key => {
      for (const value of ['', 'x', null]) {
        expect(requestedLabelsProblem({ zone: 'a', [key]: value })).toContain(
          `${key}: Labels of ${key.split('/')[0]} are reserved`,
        );
      }
    },
  );

  it.each(FREE_LABEL_KEYS)('leaves %s to the user', key => {
    for (const value of ['', 'x', null]) {
      expect(requestedLabelsProblem({ [key]: value })).toBeUndefined();
    }
  });

  it.each([
    // A name of Kubernetes in other letters, or with a dot at its end, is none.
    'Kubernetes.io/x',
    'kubernetes.io./x',
    'K8S.IO/x',
    'dpu.nvidia.com./x',
    '/kubernetes.io',
  ])('refuses the key %s, which Kubernetes does not take', key => {
    for (const value of ['x', null]) {
      expect(requestedLabelsProblem({ [key]: value })).toContain(
        'A label key is',
      );
    }
  });
});

describe('labelsProblem', () => {
  it.each(RESERVED_LABEL_KEYS)('lets a node selector ask for %s', key => {
    expect(labelsProblem({ [key]: 'true' })).toBeUndefined();
  });
});
