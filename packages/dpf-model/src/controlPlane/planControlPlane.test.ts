import { aControlPlane } from '@dpf-portal/test-support';
import { DpfOperatorConfig } from '../managementCluster/DpfOperatorConfig';
import { newControlPlanes, planControlPlane } from './planControlPlane';
import {
  cidrsOverlap,
  nodesInPodRanges,
  podRangeProblem,
  podRangesOf,
} from './podRange';

function config(spec: DpfOperatorConfig['spec']): DpfOperatorConfig {
  return { metadata: { name: 'dpfoperatorconfig' }, spec };
}

describe('a pod range', () => {
  it.each([
    ['10.244.0.0/16', 256],
    ['10.244.0.0/14', 1024],
    ['10.240.0.0/12', 4096],
    ['10.1.2.0/24', 1],
    ['10.1.2.0/25', 0],
    ['fd00:10::/56', 256],
  ])('%s has room for %i DPUs', (cidr, dpus) => {
    expect(nodesInPodRanges([cidr])).toBe(dpus);
  });

  it('has room for what the smaller of two gives', () => {
    expect(nodesInPodRanges(['10.244.0.0/14', 'fd00:10::/56'])).toBe(256);
    expect(nodesInPodRanges(['10.244.0.0/14', 'nonsense'])).toBeUndefined();
    expect(nodesInPodRanges([])).toBeUndefined();
  });

  it.each([
    ['nonsense', 'is no address range'],
    ['10.244.0.0', 'is no address range'],
    ['10.244.0.0/33', 'is no address range'],
    ['10.244.1.0/14', 'write 10.244.0.0/14'],
    ['fd00:10::/48', 'is an IPv6 range'],
    ['10.1.2.0/25', 'no room for a single DPU'],
    ['10.0.0.0/7', 'too wide'],
    ['10.96.0.0/12', 'overlaps 10.96.0.0/16'],
    ['10.96.128.0/20', 'overlaps 10.96.0.0/16'],
  ])('%s is refused', (cidr, why) => {
    expect(podRangeProblem(cidr)).toContain(why);
  });

  it.each(['10.244.0.0/14', '10.240.0.0/12', '172.16.0.0/12', '10.97.0.0/24'])(
    '%s is fine',
    cidr => {
      expect(podRangeProblem(cidr)).toBeUndefined();
    },
  );

  it('overlaps another one in either direction', () => {
    expect(cidrsOverlap('10.244.0.0/14', '10.245.3.0/24')).toBe(true);
    expect(cidrsOverlap('10.245.3.0/24', '10.244.0.0/14')).toBe(true);
    expect(cidrsOverlap('10.244.0.0/14', '10.248.0.0/24')).toBe(false);
    expect(cidrsOverlap('10.244.0.0/14', 'fd00::/8')).toBe(false);
  });

  it('of a control plane is podCidrs before podCidr, else Kamaji’s default', () => {
    const tcp = aControlPlane();
    const of = (profile: object) =>
      podRangesOf({ ...tcp, spec: { networkProfile: profile } });
    expect(
      of({ podCidr: '10.244.0.0/16', podCidrs: ['10.244.0.0/14'] }),
    ).toEqual(['10.244.0.0/14']);
    expect(of({ podCidr: '10.1.0.0/16' })).toEqual(['10.1.0.0/16']);
    expect(of({})).toEqual(['10.244.0.0/16']);
  });
});

describe('the plan of a new control plane', () => {
  const flannel = config({ flannel: { podCIDR: '10.100.0.0/16' } });
  const rangeOf = (...args: Parameters<typeof planControlPlane>) =>
    planControlPlane(...args).podRange.cidr;
  const problemOf = (...args: Parameters<typeof planControlPlane>) =>
    planControlPlane(...args).problem;

  it.each([
    [undefined, '10.244.0.0/14'],
    [1000, '10.244.0.0/14'],
    [1024, '10.244.0.0/14'],
    [1025, '10.240.0.0/12'],
    [3000, '10.240.0.0/12'],
  ])('for %s DPUs takes %s', (maxNodes, cidr) => {
    expect(rangeOf({ operatorConfig: undefined }, maxNodes)).toBe(cidr);
    expect(rangeOf({ operatorConfig: config({}) }, maxNodes)).toBe(cidr);
    expect(problemOf({ operatorConfig: undefined }, maxNodes)).toBeUndefined();
  });

  it('takes the setting before DPF’s configuration', () => {
    expect(rangeOf({ operatorConfig: flannel }, 10)).toBe('10.100.0.0/16');
    expect(
      rangeOf({ podCidr: '10.200.0.0/16', operatorConfig: flannel }, 10),
    ).toBe('10.200.0.0/16');
  });

  it('refuses more DPUs than the range has room for, with the number', () => {
    expect(problemOf({ operatorConfig: flannel }, 256)).toBeUndefined();
    expect(problemOf({ operatorConfig: flannel }, 1000)).toMatchObject({
      reason: 'PodRangeTooSmall',
      message: expect.stringContaining(
        '10.100.0.0/16 has room for 256 DPUs, not for 1000',
      ),
      remedy: expect.stringContaining('spec.maxNodes to 256'),
    });
  });

  it.each(['10.96.0.0/14', 'nonsense', 'fd00::/56'])(
    'refuses %s in DPF’s configuration',
    podCIDR => {
      expect(
        problemOf({ operatorConfig: config({ flannel: { podCIDR } }) }, 1),
      ).toMatchObject({
        reason: 'PodRangeInvalid',
        message: expect.stringContaining('spec.flannel.podCIDR'),
      });
    },
  );

  it.each([{ provider: 'staticKey' }, { provider: 'vaultKMS' }, {}])(
    'refuses one whose etcd must be encrypted: %j',
    etcdEncryptionAtRest => {
      const demanding = config({
        kamajiClusterManager: { etcdEncryptionAtRest },
      });
      expect(problemOf({ operatorConfig: demanding }, 1)).toMatchObject({
        reason: 'EncryptionUnavailable',
        message: expect.stringContaining('encrypted at rest'),
      });
    },
  );

  it('refuses one where DPF’s configuration may not be read, and names the right', () => {
    expect(problemOf({ operatorConfig: 'unreadable' }, 1)).toMatchObject({
      reason: 'EncryptionUnavailable',
      remedy: expect.stringContaining(
        'get, list and watch of dpfoperatorconfigs.operator.dpu.nvidia.com',
      ),
    });
  });
});

describe('what new control planes get', () => {
  const flannel = config({ flannel: { podCIDR: '10.100.0.0/16' } });

  it('is by the settings where the portal makes them', () => {
    expect(
      newControlPlanes({
        settings: {},
        operatorConfig: undefined,
        runBy: 'portal',
      }),
    ).toEqual({
      kubernetesVersion: 'v1.35.6',
      podRange: { cidr: '10.240.0.0/12', dpus: 4096 },
    });
    expect(
      newControlPlanes({
        settings: { kubernetesVersion: 'v1.34.2', podCidr: '10.200.0.0/20' },
        operatorConfig: flannel,
        runBy: 'portal',
      }),
    ).toEqual({
      kubernetesVersion: 'v1.34.2',
      podRange: { cidr: '10.200.0.0/20', dpus: 16 },
    });
  });

  it('is by DPF’s configuration alone where DPF makes them', () => {
    const of = (operatorConfig: DpfOperatorConfig | undefined) =>
      newControlPlanes({
        settings: { kubernetesVersion: 'v1.34.2', podCidr: '10.200.0.0/20' },
        operatorConfig,
        runBy: 'vendor',
      });
    expect(of(flannel)).toEqual({
      podRange: { cidr: '10.100.0.0/16', dpus: 256 },
    });
    expect(of(undefined)).toEqual({});
  });
});
