import { upgradeBlockersIn } from './upgradeBlockers';

const SKEWED =
  'kubernetes version skew violated: cluster dpf-operator-system/tenant1: DPU dpf-operator-system/worker-1-0000-08-00: kubelet version (v1.31.0) is more than 3 minor versions behind kube-apiserver version (v1.35.4)';

describe('upgradeBlockersIn', () => {
  it('reads each kind of line that DPF writes, with its check', () => {
    expect(
      upgradeBlockersIn(
        [
          'Validation must pass for DPF upgrade to continue:',
          '  * DPU State:',
          '    * DPU worker-1-0000-08-00 is not ready',
          '    * DPU other/worker-2 is not ready',
          '  * Kubernetes Version Skew:',
          `    * ${SKEWED}`,
          '  * Object Schema Validation:',
          '    * svc.dpu.nvidia.com/v1alpha1, Kind=DPUDeployment:',
          '      * dpf-operator-system/example has schema validation errors: [spec.dpus.dpuSetStrategy: Required value]',
          '  * System Components:',
          '    * dpuservice-controller: Deployment dpf-operator-system/dpuservice-controller-manager has 0 readyReplicas, want 1',
          '  * DPF version validation: DPF version v25.7.0 is not compatible with current DPF version v26.4.0, only upgrades from v25.10.0 are supported',
        ].join('\n'),
      ),
    ).toEqual([
      {
        check: 'DPU State',
        text: 'DPU worker-1-0000-08-00 is not ready',
        object: { kind: 'DPU', name: 'worker-1-0000-08-00' },
      },
      {
        check: 'DPU State',
        text: 'DPU other/worker-2 is not ready',
        object: { kind: 'DPU', namespace: 'other', name: 'worker-2' },
      },
      {
        check: 'Kubernetes Version Skew',
        text: SKEWED,
        object: {
          kind: 'DPU',
          namespace: 'dpf-operator-system',
          name: 'worker-1-0000-08-00',
        },
        cluster: { namespace: 'dpf-operator-system', name: 'tenant1' },
        skew: { kubelet: 'v1.31.0', server: 'v1.35.4', kubeletIs: 'older' },
      },
      {
        check: 'Object Schema Validation',
        text: 'dpf-operator-system/example has schema validation errors: [spec.dpus.dpuSetStrategy: Required value]',
        object: {
          kind: 'DPUDeployment',
          namespace: 'dpf-operator-system',
          name: 'example',
        },
      },
      {
        check: 'System Components',
        text: 'dpuservice-controller: Deployment dpf-operator-system/dpuservice-controller-manager has 0 readyReplicas, want 1',
        object: {
          kind: 'Deployment',
          namespace: 'dpf-operator-system',
          name: 'dpuservice-controller-manager',
        },
      },
      {
        check: 'DPF version validation',
        text: 'DPF version v25.7.0 is not compatible with current DPF version v26.4.0, only upgrades from v25.10.0 are supported',
      },
    ]);
  });

  it('reads a message that somebody put on one line', () => {
    expect(
      upgradeBlockersIn(
        'Validation must pass for DPF upgrade to continue:   * DPU State:     * DPU a is not ready     * DPU b is not ready',
      ).map(({ check, object }) => [check, object?.name]),
    ).toEqual([
      ['DPU State', 'a'],
      ['DPU State', 'b'],
    ]);
  });

  it('keeps a kubelet that is newer apart from one that is older', () => {
    const [found] = upgradeBlockersIn(
      SKEWED.replace('more than 3 minor versions behind', 'newer than'),
    );
    expect(found.skew?.kubeletIs).toBe('newer');
  });

  it.each([
    ['something nobody has seen before'],
    ['* an unknown bullet (v1)'],
    ['DPU is not ready'],
  ])('keeps the text of a line that it does not know: %s', line => {
    expect(upgradeBlockersIn(line)).toEqual([
      { text: line.replace(/^\* /, '') },
    ]);
  });

  it.each(['', '\n', 'Validation must pass for DPF upgrade to continue:'])(
    'finds nothing in %j',
    message => {
      expect(upgradeBlockersIn(message)).toEqual([]);
    },
  );

  it('ends in time on a long line', () => {
    const text = `DPU ${'a-'.repeat(30_000)} is not`;
    const started = performance.now();
    upgradeBlockersIn(`${text}\n${'cluster a/'.repeat(6_000)}`);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
