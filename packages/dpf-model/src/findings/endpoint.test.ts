import {
  CRAFTED_INPUT,
  UNUSABLE_INTERFACES,
  aCluster,
  aControlPlane,
  aWorld,
  craftedCluster,
  keepalivedOn,
} from '@dpf-portal/test-support';
import { DpuCluster, KeepalivedSpec } from '../cluster/DpuCluster';
import { usableEndpointOf } from './endpoint';
import { endpointInvalid, endpointMissing } from './rules/endpointInvalid';
import { TenantControlPlane } from '../cluster/kubernetesObjects';

const LONGEST_SENTENCE = 1_000;

function withKeepalived(change: Partial<KeepalivedSpec>): DpuCluster {
  const keepalived = {
    vip: '10.66.66.66',
    interface: 'br-dpu',
    virtualRouterID: 126,
    ...change,
  };
  return aCluster({ spec: { clusterEndpoint: { keepalived } } });
}

function runningAt(address: string): TenantControlPlane {
  return { ...aControlPlane(), spec: { networkProfile: { address } } };
}

describe('the endpoint of a kamaji cluster', () => {
  it.each(
    CRAFTED_INPUT.filter(
      ({ field }) => field === 'name' || field.startsWith('keepalived'),
    ).map(input => [input.what, input] as const),
  )('is not used with %s', (_, input) => {
    const cluster = craftedCluster(aCluster(), input);
    const world = aWorld();
    expect(usableEndpointOf(cluster, world)).toBeUndefined();
    const finding =
      endpointMissing(cluster, world) ?? endpointInvalid(cluster, world);
    expect(finding?.code).toBe(
      input.keepalived?.vip === '' ? 'EndpointMissing' : 'EndpointInvalid',
    );
    expect(finding?.sentence.length).toBeLessThan(LONGEST_SENTENCE);
    expect(finding?.sentence).not.toContain('privileged');
  });

  it.each(UNUSABLE_INTERFACES)(
    'has no interface “%s”, and the finding says why: %s',
    (name, why) => {
      const cluster = withKeepalived({ interface: name });
      expect(usableEndpointOf(cluster, aWorld())).toBeUndefined();
      expect(endpointInvalid(cluster, aWorld())).toMatchObject({
        code: 'EndpointInvalid',
        remedy: expect.stringContaining(why),
        who: 'owner',
      });
    },
  );

  it.each(['lo', 'eth0:1', 'bond0.100@bond0'])(
    'is no security problem where keepalived was made with %s before',
    name => {
      const finding = endpointInvalid(
        withKeepalived({ interface: name }),
        aWorld({ controlPlane: aControlPlane(), daemonSet: keepalivedOn(3) }),
      );
      expect(finding?.sentence).toBe(`The interface “${name}” is not valid.`);
      expect(finding?.remedy).not.toContain('VIP');
    },
  );

  it.each(['169.254.10.10', '240.0.0.1', 'FE80::1'])(
    'stays %s where the cluster runs there',
    vip => {
      const cluster = withKeepalived({ vip });
      const running = vip.toLowerCase();
      const at = (controlPlane?: TenantControlPlane) =>
        usableEndpointOf(cluster, aWorld({ controlPlane }));
      expect(at()).toBeUndefined();
      expect(at(runningAt('10.66.66.66'))).toBeUndefined();
      expect(at(runningAt(running))).toMatchObject({ vip: running });
    },
  );

  it('stays that of the control plane when the VIP is edited', () => {
    const world = aWorld({ controlPlane: runningAt('10.66.66.66') });
    expect(
      usableEndpointOf(withKeepalived({ vip: '10.66.66.99' }), world),
    ).toMatchObject({ vip: '10.66.66.66' });
  });

  it('has one spelling for an address', () => {
    const cluster = withKeepalived({ vip: 'FD00:0:0::0010' });
    expect(usableEndpointOf(cluster, aWorld())).toMatchObject({
      vip: 'fd00::10',
    });
  });
});
